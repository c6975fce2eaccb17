package dev.spillway.gateway.backend.chat;

import dev.spillway.core.Confidence;
import dev.spillway.gateway.config.ChatConfidenceConfig.Logprobs;
import dev.spillway.gateway.json.Place;
import dev.spillway.gateway.json.Pointer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The confidence that lies in the log-probabilities of an answer's tokens, back on the scale of probabilities.
 *
 * <p>The mean is e to the mean log-probability: the geometric mean of the tokens' probabilities. The tokens that count are
 * those that spell the answer: not those of thoughts before it, nor the mark of its end. JSON around a value is written
 * with near certainty and hides how sure the value is, so that {@code over} narrows the tokens down to one value.
 *
 * @param quantile which one, in (0, 1], by the nearest rank
 * @param over the value whose tokens count; null: all of the answer
 */
record LogprobConfidence(
        Logprobs of, double quantile, @Nullable Pointer over) implements ChatConfidence {
    /** OpenAI's mark for a token that is very unlikely; no number to average. */
    private static final double SENTINEL = -9999;

    /** How far a logarithm may lie above 0: rounding errors of 32-bit floats. */
    private static final double ROUNDING = 1e-5;

    @Override
    public Rated of(Completion completion) {
        Object logprobs = completion.choice().get("logprobs");
        if (!(logprobs instanceof Map<?, ?> fields) || !(fields.get("content") instanceof List<?> tokens)) {
            return Rated.unknown("the reply has no log-probabilities");
        }
        if (tokens.isEmpty()) {
            return Rated.unknown("the reply lists no tokens");
        }
        Place[] places = new Place[tokens.size()];
        ByteArrayOutputStream spelt = new ByteArrayOutputStream();
        for (int i = 0; i < places.length; i++) {
            int from = spelt.size();
            spelt.writeBytes(bytes(tokens.get(i)));
            places[i] = new Place(from, spelt.size());
        }
        Place counting = counting(spelt.toByteArray(), completion.said());
        if (counting == null) {
            return Rated.unknown("the tokens do not spell the value at " + over);
        }
        double[] chosen = new double[places.length];
        int count = 0;
        for (int i = 0; i < places.length; i++) {
            if (places[i].from() < counting.to() && places[i].to() > counting.from()) {
                double logprob = logprob(tokens.get(i));
                if (Double.isNaN(logprob)) {
                    return Rated.unknown("a token has no log-probability of 0 or less");
                }
                chosen[count++] = logprob;
            }
        }
        return rated(Arrays.copyOf(chosen, count));
    }

    private Rated rated(double[] logprobs) {
        Arrays.sort(logprobs);
        double[] averaged =
                Arrays.stream(logprobs).filter(one -> one > SENTINEL).toArray();
        double result = switch (of) {
            case MEAN -> Arrays.stream(averaged).average().orElse(Double.NaN);
            case MINIMUM -> logprobs.length == 0 ? Double.NaN : logprobs[0];
            case QUANTILE ->
                logprobs.length == 0 ? Double.NaN : logprobs[(int) Math.ceil(quantile * logprobs.length) - 1];
        };
        if (Double.isNaN(result)) {
            return Rated.unknown("no token counts");
        }
        return new Rated(Confidence.of(Math.exp(result)), "");
    }

    /** The part of what the tokens spell that counts; null where it can't be found. */
    private @Nullable Place counting(byte[] spelt, JsonText.Said said) {
        int text = lastIndexOf(spelt, said.text());
        if (over == null) {
            return text < 0 ? new Place(0, spelt.length) : new Place(text, text + length(said.text()));
        }
        int document = lastIndexOf(spelt, said.document());
        if (document < 0 || said.document().isEmpty()) {
            return null;
        }
        Place value = Place.of(said.document().getBytes(StandardCharsets.UTF_8), over);
        return value == null ? null : new Place(document + value.from(), document + value.to());
    }

    private static int lastIndexOf(byte[] spelt, String text) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(spelt, StandardCharsets.ISO_8859_1).lastIndexOf(bytes);
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A token may be part of a character, so that only its bytes say what it is; servers without them give the text. */
    private static byte[] bytes(@Nullable Object token) {
        if (!(token instanceof Map<?, ?> fields)) {
            return new byte[0];
        }
        if (fields.get("bytes") instanceof List<?> numbers) {
            byte[] bytes = new byte[numbers.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = numbers.get(i) instanceof Long number ? number.byteValue() : (byte) '?';
            }
            return bytes;
        }
        return fields.get("token") instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    private static double logprob(@Nullable Object token) {
        if (token instanceof Map<?, ?> fields
                && fields.get("logprob") instanceof Number number
                && number.doubleValue() <= ROUNDING) {
            return Math.min(0, number.doubleValue());
        }
        return Double.NaN;
    }
}
