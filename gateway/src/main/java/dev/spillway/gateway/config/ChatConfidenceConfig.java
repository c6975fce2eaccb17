package dev.spillway.gateway.config;

import org.jspecify.annotations.Nullable;

/** Where the confidence of a language model's answer comes from: one source of three. */
@Doc("Where the confidence of a language model's answer comes from: one of `logprobs`, `field` and `expression`. Where"
        + " the reply has none, or none from 0 to 1, the confidence is unknown.")
public record ChatConfidenceConfig(
        @Doc("The log-probabilities of the answer's tokens, as a probability: of their mean, of the least, or of their"
                + " `quantile`.")
        @Nullable
        Logprobs logprobs,

        @Doc("Which quantile of the log-probabilities, counted from the least: the nearest rank.")
        @Default("0.1")
        @Range(above = "0", most = "1")
        double quantile,

        @Doc("A JSON pointer into the answer: the log-probabilities are those of its tokens alone, not of the JSON"
                + " around it. Absent: all tokens of the answer.")
        @Form(TextForm.JSON_POINTER)
        @Nullable
        String over,

        @Doc("A JSON pointer into the answer to a confidence that the model states itself.")
        @Form(TextForm.JSON_POINTER)
        @Nullable
        String field,

        @Doc("A CEL expression over `reply`, the server's whole reply, and `answer`, the answer's fields.") @Nullable
        String expression) {

    /** What is made of many log-probabilities. */
    public enum Logprobs {
        MEAN,
        MINIMUM,
        QUANTILE
    }
}
