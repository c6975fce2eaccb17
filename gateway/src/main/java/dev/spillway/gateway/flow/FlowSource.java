package dev.spillway.gateway.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flow as it is written.
 *
 * @param branches in the order in which they are written
 * @param answer the answer's fields, in the form of a branch's input; null to pass on the answer of the only branch or of
 *     the one that was first, the agreeing answer of a quorum, and else what each branch answered under its name
 * @param confidence an expression for the answer's confidence, a number in [0, 1]; null for the least confidence of the
 *     required branches that the answer reads
 * @param ending when the flow has what it was started for
 */
public record FlowSource(
        List<BranchSource> branches,
        @Nullable Object answer,
        @Nullable String confidence,
        Ending ending) {
    public FlowSource {
        branches = List.copyOf(branches);
    }

    /** A flow that waits for all of its branches and takes its confidence from them. */
    public static FlowSource of(@Nullable Object answer, BranchSource... branches) {
        return new FlowSource(List.of(branches), answer, null, new Ending.All());
    }

    public FlowSource ending(Ending other) {
        return new FlowSource(branches, answer, confidence, other);
    }

    public FlowSource confidence(String expression) {
        return new FlowSource(branches, answer, expression, ending);
    }
}
