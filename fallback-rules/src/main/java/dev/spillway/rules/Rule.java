package dev.spillway.rules;

import dev.spillway.expressions.Condition;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Variables;
import dev.spillway.rules.table.DecisionTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule, compiled.
 *
 * @param index its place in the file, from 0
 * @param when null: always
 */
record Rule(
        String name,
        int index,
        int priority,
        @Nullable Condition when,
        @Nullable RuleTable table,
        Conclusion conclusion) {

    /** How a table is searched. */
    enum Search {
        INDEXED,
        NAIVE
    }

    /** The decision; null where it does not apply. */
    Decision.@Nullable Made decide(Bound bound, Search search, List<Passed> passed) throws EvaluationFailure {
        if (when != null && !when.holds(bound)) {
            return null;
        }
        if (table == null) {
            return conclusion.decide(name, 0, bound, passed);
        }
        int row = search == Search.INDEXED ? table.find(bound) : table.findNaively(bound);
        return row == DecisionTable.NONE
                ? null
                : conclusion.decide(name, row + 1, bound.with(table.results().get(row)), passed);
    }

    /** Whether it applies whatever the situation. */
    boolean appliesAlways() {
        return (when == null || isAlways(when))
                && (table == null || table.table().matchesEverything());
    }

    private static boolean isAlways(Condition when) {
        return when.reads().isEmpty() && isTrue(when);
    }

    private static boolean isTrue(Condition constant) {
        try {
            return constant.holds(Variables.NONE);
        } catch (EvaluationFailure neither) {
            return false;
        }
    }
}
