package dev.spillway.gateway.config;

import org.jspecify.annotations.Nullable;

/** When a flow has its answer. */
@Doc("When a flow has its answer: when all branches are done, or earlier.")
public record EndConfig(
        @Doc("With the first branch that answers; the others are cancelled. The answer is that branch's.")
        @Default("false")
        boolean first,

        @Doc("With so many branches that agree; the others are cancelled. 0: no quorum.")
        @Default("0")
        @Range(least = "0")
        int quorum,

        @Doc("For a quorum: what must be equal, a CEL expression over `answer`, the fields of one branch's answer, and"
                + " `request`. Absent: all fields.")
        @Nullable
        String on) {}
