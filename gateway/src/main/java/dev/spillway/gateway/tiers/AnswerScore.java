package dev.spillway.gateway.tiers;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Variables;
import org.jspecify.annotations.Nullable;

/** Expressions over {@code answer}, the fields of one answer. */
final class AnswerScore {
    static final String ANSWER = "answer";

    private AnswerScore() {}

    /** The fields of an answer by that name; none where it is a stream. */
    static Variables of(Outcome.Answer answer) {
        return name -> name.equals(ANSWER) && answer.payload() instanceof Payload.Whole(var fields) ? fields : null;
    }

    /** The confidence that an expression gives; unknown where it gives no number in [0, 1]. */
    static Confidence confidence(Expression expression, Outcome.Answer answer) {
        return value(expression, answer) instanceof Number number
                        && number.doubleValue() >= 0
                        && number.doubleValue() <= 1
                ? Confidence.of(number.doubleValue())
                : Confidence.unknown();
    }

    /** The value of an expression; null where it has none for this answer. */
    static @Nullable Object value(Expression expression, Outcome.Answer answer) {
        try {
            return expression.value(of(answer));
        } catch (EvaluationFailure absent) {
            return null;
        }
    }
}
