package dev.spillway.gateway.flow;

import dev.spillway.expressions.Expression;
import org.jspecify.annotations.Nullable;

/** A compiled {@link Ending}. */
sealed interface EndingPlan {
    /** When all that is needed is settled. */
    record All() implements EndingPlan {}

    /** With the first answer of the set. */
    record First(long among) implements EndingPlan {}

    /**
     * When so many of the set agree.
     *
     * @param on the value that is compared; null for all fields
     */
    record Quorum(int agreeing, long among, @Nullable Expression on) implements EndingPlan {}

    /** The set that decides it; empty where every branch counts by itself. */
    default long among() {
        return switch (this) {
            case All _ -> 0;
            case First(var among) -> among;
            case Quorum(var _, var among, var _) -> among;
        };
    }
}
