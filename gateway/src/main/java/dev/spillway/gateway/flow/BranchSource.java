package dev.spillway.gateway.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A branch of a flow as it is written.
 *
 * @param name a CEL identifier, by which expressions read what the branch answered
 * @param input what the branch is asked: a map in which, to any depth, a string is an expression and all else stands for
 *     itself, or one expression; null for the request's own input
 * @param when the condition under which it runs, as an expression; null for always
 * @param optional whether the flow can do without its answer
 * @param least the least time that it needs, zero or more
 */
public record BranchSource(
        String name, @Nullable Object input, @Nullable String when, boolean optional, Duration least) {
    public BranchSource {
        if (least.isNegative()) {
            throw new IllegalArgumentException("a least time is zero or more, not " + least);
        }
    }

    /** A required branch that is always asked, with no least time. */
    public static BranchSource required(String name, @Nullable Object input) {
        return new BranchSource(name, input, null, false, Duration.ZERO);
    }

    /** An optional branch that is always asked, with no least time. */
    public static BranchSource optional(String name, @Nullable Object input) {
        return new BranchSource(name, input, null, true, Duration.ZERO);
    }

    public BranchSource when(String condition) {
        return new BranchSource(name, input, condition, optional, least);
    }

    public BranchSource least(Duration time) {
        return new BranchSource(name, input, when, optional, time);
    }
}
