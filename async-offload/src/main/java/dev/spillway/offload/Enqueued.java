package dev.spillway.offload;

import dev.spillway.core.Handle;

/** What became of a submission that reached the store. */
public sealed interface Enqueued {
    Handle handle();

    /** Accepted: durable from now on. */
    record Created(Handle handle) implements Enqueued {}

    /** The same key with the same request, or the same handle, was accepted before; this is the first one's handle. */
    record Existing(Handle handle) implements Enqueued {}

    /** The same key was accepted before with another request; nothing was accepted now. */
    record Conflict(Handle handle) implements Enqueued {}
}
