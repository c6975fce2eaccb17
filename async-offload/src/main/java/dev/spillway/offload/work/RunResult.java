package dev.spillway.offload.work;

import dev.spillway.core.Failure;
import dev.spillway.core.Refusal;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Park;
import java.time.Duration;

/** What became of an attempt at a task. */
public sealed interface RunResult {
    record Done(Bytes result) implements RunResult {}

    /** Someone outside goes on with it; the context is what they need to know. */
    record Parked(Park park, Bytes context) implements RunResult {}

    /**
     * Nothing was attempted.
     *
     * @param retryAfter when a repeat may succeed; zero where nothing is known of it
     */
    record Refused(Refusal why, String detail, Duration retryAfter) implements RunResult {}

    /**
     * It was attempted, and there is no result.
     *
     * @param retryAfter the least wait before the next attempt, as the backend asked for it; zero where it did not
     */
    record Failed(Failure why, String detail, Duration retryAfter) implements RunResult {}
}
