package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Confidence;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Variables;
import dev.spillway.gateway.config.ChatConfidenceConfig;
import dev.spillway.gateway.json.Pointer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the confidence of a completion comes from. */
@FunctionalInterface
interface ChatConfidence {
    /** What the expressions read. */
    Set<String> VARIABLES = Set.of("reply", "answer");

    /** The confidence of a completion; unknown, and why, where there is none from 0 to 1. */
    Rated of(Completion completion);

    /**
     * A completion whose text passed its checks.
     *
     * @param reply the server's whole reply
     * @param choice the choice in it that counts
     */
    record Completion(Map<?, ?> reply, Map<?, ?> choice, JsonText.Said said) {}

    /**
     * A confidence.
     *
     * @param remark why it is unknown, or empty; no payload
     */
    record Rated(Confidence confidence, String remark) {
        static Rated unknown(String why) {
            return new Rated(Confidence.unknown(), "confidence unknown: " + why);
        }

        /** A number from 0 to 1 is a confidence; anything else is none. */
        static Rated of(@Nullable Object value, String from) {
            if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
                return new Rated(Confidence.of(number.doubleValue()), "");
            }
            boolean absent = value == null || value instanceof Pointer.Nothing;
            return unknown(from + (absent ? " gives none" : " gives no number from 0 to 1"));
        }
    }

    /**
     * The source that a configuration names; null: none.
     *
     * @throws IllegalArgumentException where it names none or several
     */
    static ChatConfidence of(@Nullable ChatConfidenceConfig config) {
        if (config == null) {
            return _ -> new Rated(Confidence.unknown(), "");
        }
        int sources = (config.logprobs() == null ? 0 : 1)
                + (config.field() == null ? 0 : 1)
                + (config.expression() == null ? 0 : 1);
        if (sources != 1) {
            throw new IllegalArgumentException("confidence: one of logprobs, field and expression");
        }
        if (config.logprobs() != null) {
            return new LogprobConfidence(
                    config.logprobs(), config.quantile(), config.over() == null ? null : Pointer.parse(config.over()));
        }
        return config.field() != null ? field(Pointer.parse(config.field())) : expression(config.expression());
    }

    private static ChatConfidence field(Pointer pointer) {
        return completion -> Rated.of(pointer.in(completion.said.fields()), "the answer's " + pointer);
    }

    private static ChatConfidence expression(@Nullable String source) {
        Expression expression;
        try {
            expression = Expression.compile(String.valueOf(source), VARIABLES, Limits.DEFAULT)
                    .orThrow();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("confidence.expression: " + wrong.getMessage(), wrong);
        }
        return completion -> {
            try {
                Object value = expression.value(
                        Variables.of(Map.of("reply", completion.reply, "answer", completion.said.fields())));
                return Rated.of(value, "the expression");
            } catch (EvaluationFailure failure) {
                return Rated.unknown("the expression " + failure.getMessage());
            }
        };
    }
}
