package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Confidence;
import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig.Dialect;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.proto.inference.ModelInferResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an answer out of a reply, as the backend's configuration says. */
record InferenceReply(InferenceReplyConfig config, Dialect dialect) {
    private static final double ROUNDING = 1e-6;

    /**
     * What a reply says.
     *
     * @param fields the answer
     * @param confidence how sure the scores are, where there are scores
     * @param remark why it is unknown, though there are scores, or empty
     */
    record Reading(Map<String, @Nullable Object> fields, Confidence confidence, String remark) {}

    /**
     * Reads a reply.
     *
     * @throws IllegalArgumentException where the reply is not as configured; the message says what is missing or wrong
     */
    Reading read(ModelInferResponse reply) {
        Map<String, @Nullable Object> fields = new HashMap<>();
        config.fields().forEach((field, tensor) -> {
            List<Object> elements = required(reply, tensor);
            fields.put(field, elements.size() == 1 ? elements.getFirst() : elements);
        });
        String scores = config.scores();
        if (scores == null) {
            return new Reading(fields, Confidence.unknown(), "");
        }
        double[] probabilities = probabilities(required(reply, scores), scores);
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        List<String> labels = labels(reply, probabilities.length);
        fields.put("label", labels.get(best));
        if (config.allScores()) {
            fields.put("scores", scores(labels, probabilities));
        }
        Confidence confidence = Certainties.of(config.confidence(), probabilities);
        return new Reading(
                fields,
                confidence,
                confidence instanceof Confidence.Known
                        ? ""
                        : "confidence unknown: there are no two classes to compare");
    }

    private static Map<String, Double> scores(List<String> labels, double[] probabilities) {
        Map<String, Double> scores = LinkedHashMap.newLinkedHashMap(probabilities.length);
        for (int i = 0; i < probabilities.length; i++) {
            scores.put(labels.get(i), probabilities[i]);
        }
        return scores;
    }

    private double[] probabilities(List<Object> elements, String tensor) {
        double[] probabilities = activated(elements, tensor);
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = probability(probabilities[i], tensor);
        }
        return probabilities;
    }

    private static double probability(double score, String tensor) {
        if (score >= -ROUNDING && score <= 1 + ROUNDING) {
            return Math.clamp(score, 0.0, 1.0); // a sum of floats may lie a little outside
        }
        throw new IllegalArgumentException("the tensor " + tensor + " holds " + score
                + ", which is no probability; set `activation` where these are logits");
    }

    private List<String> labels(ModelInferResponse reply, int count) {
        List<String> labels = config.labels();
        if (config.labelsFrom() != null) {
            labels = required(reply, config.labelsFrom()).stream()
                    .map(String::valueOf)
                    .toList();
        }
        if (labels.size() != count) {
            throw new IllegalArgumentException("there are " + count + " scores but " + labels.size() + " labels");
        }
        return labels;
    }

    private double[] activated(List<Object> elements, String tensor) {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("the tensor " + tensor + " is empty");
        }
        double[] scores = new double[elements.size()];
        for (int i = 0; i < scores.length; i++) {
            if (!(elements.get(i) instanceof Number score) || Double.isNaN(score.doubleValue())) {
                throw new IllegalArgumentException("the tensor " + tensor + " holds something that is no number");
            }
            scores[i] = score.doubleValue();
        }
        switch (config.activation()) {
            case NONE -> {}
            case SIGMOID -> {
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = 1 / (1 + Math.exp(-scores[i]));
                }
            }
            case SOFTMAX -> softmax(scores);
        }
        return scores;
    }

    private static void softmax(double[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score); // subtracted, so that no exponential overflows
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - largest);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    private List<Object> required(ModelInferResponse reply, String tensor) {
        List<Object> elements = Tensors.elements(reply, tensor);
        if (elements == null) {
            throw new IllegalArgumentException("the reply has no tensor " + tensor);
        }
        if (dialect == Dialect.TORCHSERVE) {
            elements.replaceAll(InferenceReply::unquoted);
        }
        return elements;
    }

    /** TorchServe sends each string as JSON. */
    private static Object unquoted(Object element) {
        if (element instanceof String text && text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            try {
                return Json.read(text.getBytes(StandardCharsets.UTF_8)) instanceof String plain ? plain : text;
            } catch (MalformedJson _) {
                return text;
            }
        }
        return element;
    }
}
