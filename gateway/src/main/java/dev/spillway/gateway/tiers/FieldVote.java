package dev.spillway.gateway.tiers;

import dev.spillway.cascade.confidence.Vote;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.expressions.Expression;
import org.jspecify.annotations.Nullable;

/**
 * What samples are compared by; null where an answer has no such thing.
 *
 * @param on over {@code answer}; null for all fields
 */
record FieldVote(@Nullable Expression on) implements Vote {
    @Override
    public @Nullable Object of(Outcome.Answer answer) {
        if (on != null) {
            return AnswerScore.value(on, answer);
        }
        return answer.payload() instanceof Payload.Whole(var fields) ? fields : null;
    }
}
