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
        /** There is no room on the disk; there may be in a moment. */
        NO_SPACE,
        /** An earlier write error made the store stop; only a restart helps. */
        BROKEN,
        CLOSED
    }

    private static final Duration BROKEN_RETRY = Duration.ofSeconds(10); // maybe from another gateway, or a new process

    private final Reason reason;
    private final Duration retryAfter;

    public StoreRefused(Reason reason, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.reason = reason;
        this.retryAfter =
                retryAfter.isZero() && (reason == Reason.BROKEN || reason == Reason.CLOSED) ? BROKEN_RETRY : retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** Why, for a caller to read: without what only operators can do something about. The message is theirs. */
    public String forCallers() {
        return switch (reason) {
            case FULL -> "too much waits to be stored at this moment";
            case TOO_LARGE -> String.valueOf(getMessage());
            case NO_SPACE, BROKEN -> "tasks can't be stored at present";
            case CLOSED -> "the gateway is shutting down";
        };
    }

    /** When a repeat may succeed; zero if nothing is known of it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
