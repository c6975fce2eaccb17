package dev.spillway.offload.lifecycle;

import dev.spillway.core.Handle;
import dev.spillway.offload.Terms;

/** A task as the state machine sees it. */
public record Standing(Handle handle, Terms terms, Life life) {}
