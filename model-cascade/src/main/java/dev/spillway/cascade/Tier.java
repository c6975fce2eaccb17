package dev.spillway.cascade;

import dev.spillway.core.Money;
import dev.spillway.core.Step;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One tier of a cascade: a step, and what is known of it before it is asked.
 *
 * @param name the backend's
 * @param step bounded in time by layers of its own
 * @param least the time below which it is not worth asking, zero or more
 * @param price what it is foreseen to cost
 * @param window how long its backend takes
 * @param percent the share of its answers, in percent, that must be expected in time for it to be asked: 95 as a rule
 * @param shut whether its breaker lets nothing through at this moment
 */
public record Tier(
        String name, Step step, Duration least, Money price, LatencyWindow window, int percent, BooleanSupplier shut) {
    private static final int PERCENT_LEAST = 1;
    private static final int PERCENT_MOST = 99;

    public Tier {
        if (least.isNegative() || price.picos() < 0) {
            throw new IllegalArgumentException(
                    "a least time and a price are zero or more, not " + least + " and " + price);
        }
        if (percent < PERCENT_LEAST || percent > PERCENT_MOST) {
            throw new IllegalArgumentException("a percentile lies in [1, 99], not at " + percent);
        }
    }

    /** The time that an answer is expected to need; as little as {@code least} where nothing is known. */
    long neededNanos() {
        return Math.max(least.toNanos(), window.percentileNanos(percent));
    }
}
