package dev.spillway.gateway.offload;

import java.time.Duration;

/** What was asked of a task was not done: nothing changed, unless the reason says that this is not known. */
public final class TaskRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why not. */
    public enum Reason {
        UNAUTHENTICATED,
        FORBIDDEN,
        /** There is no such task for this caller. */
        NOT_FOUND,
        INVALID,
        /** The task stands where this can't be done. */
        ILLEGAL_STATE,
        TOO_LARGE,
        /** The store takes no writes, or too many wait. */
        UNAVAILABLE,
        /** It may have been done or not: to be asked again, which is safe. */
        UNKNOWN
    }

    private final Reason reason;
    private final Duration retryAfter;

    public TaskRefused(Reason reason, String detail) {
        this(reason, detail, Duration.ZERO);
    }

    TaskRefused(Reason reason, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** For the caller to read. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** When a repeat may succeed; zero where nothing is known of it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
