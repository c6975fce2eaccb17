package dev.spillway.offload;

import java.time.Duration;

/** The store did not even begin: nothing was written, and a repeat repeats nothing. */
public final class StoreRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why it refused. */
    public enum Reason {
        /** Too much waits to be written already. */
        FULL,
        /** The payload is over the limit. */
        TOO_LARGE,
        /** An earlier write error made the store stop; only a restart helps. */
        BROKEN,
        CLOSED
    }

    private final Reason reason;
    private final Duration retryAfter;

    public StoreRefused(Reason reason, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** When a repeat may succeed; zero where nothing is known of it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
