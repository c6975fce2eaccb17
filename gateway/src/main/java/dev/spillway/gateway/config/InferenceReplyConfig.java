package dev.spillway.gateway.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the tensors of a reply become an answer. */
@Doc("How the tensors of a reply become an answer.")
public record InferenceReplyConfig(
        @Doc("The tensor with one score for each class. The answer gets `label`, the class with the highest score, and"
                + " `scores` where `allScores` is set; `confidence` says what of the scores is the confidence. Absent:"
                + " the confidence is unknown.")
        @Form(TextForm.LINE)
        @Nullable
        String scores,

        @Doc("What turns the scores into probabilities: none where they are, softmax or sigmoid where they are logits.")
        @Default("none")
        Activation activation,

        @Doc("What of the probabilities is the confidence: maximum (the highest), margin (the highest less the second),"
                + " entropy (1 less the entropy as a share of its most: 1 where one class has it all, 0 where all have"
                + " the same). The last two want two classes or more.")
        @Default("maximum")
        Certainty confidence,

        @Doc("The names of the classes, in the order of the scores.") @Default("[]") @Form(TextForm.LINE)
        List<String> labels,

        @Doc("The tensor that brings the names of the classes, instead of `labels`.") @Form(TextForm.LINE) @Nullable
        String labelsFrom,

        @Doc("Whether the answer gets `scores`, the score of each class by its name.") @Default("false")
        boolean allScores,

        @Doc("Further fields of the answer: a field's name and the tensor that it comes from. One element becomes a"
                + " value, several a list.")
        @Default("{}")
        @Keys(TextForm.LINE)
        @Form(TextForm.LINE)
        Map<String, String> fields) {

    /** A measure of how sure probabilities are. */
    public enum Certainty {
        MAXIMUM,
        MARGIN,
        ENTROPY
    }

    /** What turns scores into probabilities. */
    public enum Activation {
        NONE,
        SOFTMAX,
        SIGMOID
    }
}
