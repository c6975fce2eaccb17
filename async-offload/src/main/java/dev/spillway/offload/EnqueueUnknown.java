package dev.spillway.offload;

import dev.spillway.core.Handle;

/**
 * The commit neither succeeded nor failed for certain: the task may be durable. Never acknowledge it, never submit it again
 * under another handle; ask with the handle, or let the client repeat with its idempotency key.
 */
public final class EnqueueUnknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Handle handle;

    public EnqueueUnknown(Handle handle, Throwable cause) {
        super("whether the task was accepted is unknown: " + cause.getMessage(), cause, false, false);
        this.handle = handle;
    }

    public Handle handle() {
        return handle;
    }
}
