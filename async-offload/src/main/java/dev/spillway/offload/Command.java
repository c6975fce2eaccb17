package dev.spillway.offload;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What someone other than its worker wants of a task. */
public sealed interface Command {
    /**
     * Stop it. A task that a worker has is stopped by its worker; after {@code grace} it counts as stopped in any case.
     *
     * @param by who asks, for history
     */
    record Cancel(String by, String reason, Duration grace) implements Command {}

    /**
     * Begin a finished task anew, with all its attempts.
     *
     * @param deadline from now; null for none
     * @param evenSucceeded whether also one that succeeded: a callback that its receiver lost
     */
    record Replay(String by, String reason, @Nullable Duration deadline, boolean evenSucceeded) implements Command {}

    /** Complete a parked task. The first completion wins; an equal repeat is recognised. */
    record Complete(Authority authority, Bytes result) implements Command {}

    /** Fail a parked task. */
    record Fail(Authority authority, String error) implements Command {}
}
