package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.BranchConfig;
import java.util.Set;

/** Knows which branches of a flow a branch waits for; the compiler of expressions does. */
@FunctionalInterface
public interface Dependencies {
    /** Looks at no expression: every branch counts as if it waited for none. */
    Dependencies NONE = (_, _) -> Set.of();

    /**
     * The branches that a branch reads.
     *
     * @param branch a branch, which may be a flow within
     * @param siblings the names of the other branches of its flow
     * @return some of the siblings; none where the expressions can't be compiled
     */
    Set<String> of(BranchConfig branch, Set<String> siblings);
}
