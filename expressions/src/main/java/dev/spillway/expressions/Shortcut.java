package dev.spillway.expressions;

import org.jspecify.annotations.Nullable;

/**
 * An evaluation without the CEL runtime, for the common shapes of expressions and the common cases of their values.
 *
 * <p>Expressions have no side effects, so a shortcut that meets anything uncommon (a missing key, a type that does not fit,
 * an overflow) returns {@link No#SHORTCUT}, and the whole expression is evaluated by the CEL runtime, which knows what is right:
 * a shortcut has to be right only where it returns a value. Immutable; called on event loops.
 */
@FunctionalInterface
interface Shortcut {
    /** What is no value. */
    enum No {
        /** The CEL runtime has to evaluate it. */
        SHORTCUT,
        /** An optional without a value. */
        VALUE
    }

    /** A plain value or a {@link No}. Functions charge the meter as those of the CEL runtime do. */
    @Nullable
    Object at(Variables variables, Meter meter);
}
