package dev.spillway.offload;

import dev.spillway.core.Handle;

/** Where a page ended: the next one begins behind this task. */
public record Cursor(Handle behind) {}
