package dev.spillway.rules;

import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.rules.table.DecisionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule's decision table, compiled.
 *
 * @param names of the columns that compare
 * @param columns what they compare
 * @param table their cells
 * @param results of each row, by column
 */
record RuleTable(
        List<String> names,
        List<Expression> columns,
        DecisionTable table,
        List<Map<String, @Nullable Object>> results) {

    int find(Bound bound) throws EvaluationFailure {
        return table.find(values(bound));
    }

    int findNaively(Bound bound) throws EvaluationFailure {
        return table.findNaively(values(bound));
    }

    private @Nullable Object[] values(Bound bound) throws EvaluationFailure {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).value(bound);
        }
        return values;
    }

    /** What its columns compare in a situation, in words. */
    String shown(Bound bound) throws EvaluationFailure {
        List<String> shown = new ArrayList<>();
        @Nullable Object[] values = values(bound);
        for (int i = 0; i < values.length; i++) {
            shown.add(names.get(i) + " is " + Words.shown(values[i]));
        }
        return String.join(", ", shown);
    }
}
