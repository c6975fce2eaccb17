package dev.spillway.core.layer;

import dev.spillway.core.Budget;
import dev.spillway.core.Layer;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps time back for the steps outside: {@code kept}; or, if the layer is told of it, more while things are late ({@link
 * Budget#keptNanos}).
 *
 * @param kept zero or more
 * @param measuredNanos by how much things were late of late, in nanoseconds
 * @param time null if nothing but {@code kept} counts
 */
public record Reserve(
        Duration kept, LongSupplier measuredNanos, @Nullable Time time) implements Layer {
    public Reserve {
        if (kept.isNegative()) {
            throw new IllegalArgumentException("a reserve is zero or more, not " + kept);
        }
    }

    /** Keeps {@code kept} back, and nothing more. */
    public Reserve(Duration kept) {
        this(kept, () -> 0, null);
    }

    @Override
    public Step around(Step inner) {
        return call -> inner.run(call.with(shorter(call.budget())));
    }

    private Budget shorter(Budget budget) {
        return time == null
                ? budget.reserve(kept)
                : new Budget(budget.deadlineNanos()
                        - Budget.keptNanos(kept.toNanos(), budget.leftNanos(time), measuredNanos.getAsLong()));
    }
}
