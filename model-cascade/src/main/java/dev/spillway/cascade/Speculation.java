package dev.spillway.cascade;

import dev.spillway.core.layer.Allowance;
import java.time.Duration;

/**
 * Leave to ask the next tier before this one has answered.
 *
 * @param after how long a tier has to itself, zero or more; a call that is known to be hard waits for nothing
 * @param allowance the extra attempts that all calls together may make
 */
public record Speculation(Duration after, Allowance allowance) {
    public Speculation {
        if (after.isNegative()) {
            throw new IllegalArgumentException("a tier has zero or more to itself, not " + after);
        }
    }
}
