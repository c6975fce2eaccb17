package dev.spillway.offload;

import dev.spillway.core.Handle;

/** A hint from the store to this process, sent after the commit and without any promise: polling finds the same. */
public sealed interface Signal {
    /** Tasks became ready in a queue. */
    record Ready(String queue) implements Signal {}

    /** A leased task is to be stopped. */
    record StopAsked(Handle handle) implements Signal {}

    /** The store stopped accepting writes. */
    record Broken(String reason) implements Signal {}
}
