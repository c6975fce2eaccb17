package dev.spillway.rules;

import dev.spillway.core.Confidence;
import dev.spillway.core.FollowUp;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Template;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rule concludes, compiled.
 *
 * @param answer null: the results of the matching row
 * @param asWritten the explanation before its expressions are evaluated, for where they have no value
 */
record Conclusion(
        @Nullable Template answer,
        Confidence confidence,
        Template explain,
        String asWritten,
        FollowUp.@Nullable Kind then) {

    /** The decision; fails where the answer has no value. */
    Decision.Made decide(String rule, int row, Bound bound, List<Passed> passed) throws EvaluationFailure {
        Map<String, @Nullable Object> fields = answer == null ? bound.row() : Present.whole(answer.fields(bound));
        String reason = reason(bound) + (row == 0 ? "" : " (row " + row + ")");
        return new Decision.Made(
                rule,
                row,
                reason + aside(passed),
                fields,
                confidence,
                then == null ? FollowUp.none() : new FollowUp.Wanted(then, reason),
                passed);
    }

    /** An explanation without a value is no reason to withhold an answer that has one. */
    private String reason(Bound bound) {
        try {
            return String.valueOf(explain.fill(bound));
        } catch (EvaluationFailure noValue) {
            return asWritten;
        }
    }

    private static String aside(List<Passed> passed) {
        return passed.isEmpty()
                ? ""
                : passed.stream()
                        .map(Passed::rule)
                        .collect(Collectors.joining(", ", " [could not be evaluated: ", "]"));
    }
}
