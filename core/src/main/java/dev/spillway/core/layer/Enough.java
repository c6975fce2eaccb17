package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import java.time.Duration;

/**
 * Starts only what has a chance: refuses where less than {@code least} is left.
 *
 * @param least zero or more
 */
public record Enough(Duration least, Time time) implements Layer {
    public Enough {
        if (least.isNegative()) {
            throw new IllegalArgumentException("a least time is zero or more, not " + least);
        }
    }

    @Override
    public Step around(Step inner) {
        long leastNanos = least.toNanos();
        return call -> {
            if (call.budget().leftNanos(time) < leastNanos) {
                return Outcome.refused(
                        Refusal.NO_BUDGET,
                        "less than " + least.toMillis() + " ms was left, which is the least it takes");
            }
            return inner.run(call);
        };
    }
}
