package dev.spillway.gateway.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a flow has what it was started for. */
public sealed interface Ending {
    /** When every branch is settled that is required or that the answer reads. */
    record All() implements Ending {}

    /**
     * With the first answer of a set of branches; the rest is cancelled. None of the set is required by itself.
     *
     * @param among the set; empty for all branches
     */
    record First(List<String> among) implements Ending {}

    /**
     * When so many branches of a set agree; the rest is cancelled. None of the set is required by itself.
     *
     * @param agreeing how many, 1 or more
     * @param among the set; empty for all branches
     * @param on the value that is compared: an expression over {@code answer}, the fields of one branch's answer, and
     *     {@code request}; null for all fields
     */
    record Quorum(
            int agreeing, List<String> among, @Nullable String on) implements Ending {}
}
