package dev.spillway.gateway.flow;

import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Template;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled branch.
 *
 * @param index its place in the flow
 * @param input what it is asked; null for the request's own input
 * @param when null for always
 * @param leastNanos the least time that it needs
 * @param reads the branches that its input and condition read
 */
record BranchPlan(
        int index,
        String name,
        @Nullable Template input,
        @Nullable Condition when,
        boolean optional,
        long leastNanos,
        long reads) {

    /** Whether it may be without an answer although the flow goes on. */
    boolean isConditional() {
        return optional || when != null;
    }

    /** Its expressions, with where they stand. */
    List<Placed> expressions() {
        List<Placed> expressions = new ArrayList<>();
        String path = "flow." + name;
        if (when != null) {
            expressions.add(new Placed(path + ".when", when.expression()));
        }
        if (input != null) {
            input.visit(path + ".input", (place, expression) -> expressions.add(new Placed(place, expression)));
        }
        return expressions;
    }

    /** An expression and where it stands in the configuration of the route. */
    record Placed(String path, Expression expression) {}
}
