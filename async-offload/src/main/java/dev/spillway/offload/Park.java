package dev.spillway.offload;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a task waits for someone outside, without a worker.
 *
 * @param most how long; more than zero
 * @param then what happens when no one acted by then
 * @param token the hash of the token that completes it; null where only a person of its tenant can
 */
public record Park(Duration most, GiveUp then, @Nullable Bytes token) {
    public Park {
        if (most.isNegative() || most.isZero()) {
            throw new IllegalArgumentException("a wait is more than zero, not " + most);
        }
    }
}
