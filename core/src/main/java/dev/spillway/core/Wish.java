package dev.spillway.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A caller's wish for a durable task, within what the route allows.
 *
 * @param callback the name of the endpoint that is to hear of the task's end; null for the route's own
 * @param deadline from now, when the task's result is of no more use; null for the route's
 * @param priority from 0 to 9; null for the route's
 * @param attempts 1 or more; null for the route's
 * @param hold null where a worker takes the task; else it waits for someone outside
 */
public record Wish(
        Mode mode,
        @Nullable String callback,
        @Nullable Duration deadline,
        @Nullable Integer priority,
        @Nullable Integer attempts,
        @Nullable Hold hold) {

    /** What is to come at once. */
    public enum Mode {
        /** The answer as always, and a task where the route sees a reason: only the terms are wished for. */
        ROUTE,
        /** The answer, and a task beside it. */
        ALSO,
        /** The task's handle only. */
        ONLY,
        /** The handle only where the route takes tasks, else the answer: a preference may be ignored. */
        PREFERRED
    }

    /**
     * That the task waits for someone outside, who completes it.
     *
     * @param most how long, more than zero
     * @param tokenHash the SHA-256 of the token that completes it, in hexadecimal digits
     */
    public record Hold(Duration most, String tokenHash) {}

    /** A wish for a task on the route's own terms. */
    public static Wish of(Mode mode) {
        return new Wish(mode, null, null, null, null, null);
    }

    /** Whether only the handle is to come. */
    public boolean isOnly() {
        return mode == Mode.ONLY || mode == Mode.PREFERRED;
    }
}
