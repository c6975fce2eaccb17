package dev.spillway.gateway.offload;

import dev.spillway.core.Confidence;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.offload.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a task, or the answer that it began with.
 *
 * @param answer in the shape that the route defines
 * @param source null where a person or system outside gave it
 */
public record TaskResult(
        Map<String, @Nullable Object> answer,
        Confidence confidence,
        Quality quality,
        @Nullable Source source,
        Money cost) {

    /** What someone outside decided: nothing is more than that. */
    public static TaskResult decided(Map<String, @Nullable Object> answer) {
        return new TaskResult(answer, Confidence.unknown(), Quality.FULL, null, Money.ZERO);
    }

    /** An answer that is whole. */
    static TaskResult of(Outcome.Answer answer, Money cost) {
        if (!(answer.payload() instanceof Payload.Whole(var fields))) {
            throw new IllegalArgumentException("only a whole answer can be kept");
        }
        return new TaskResult(fields, answer.confidence(), answer.quality(), answer.source(), cost);
    }

    /** The same for equal results. */
    Bytes encode() {
        return Canonical.write(plain());
    }

    Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("answer", answer);
        if (confidence instanceof Confidence.Known(var value)) {
            plain.put("confidence", value);
        }
        plain.put("quality", quality.name());
        if (source != null) {
            plain.put("source", StoredSource.write(source));
        }
        plain.put("costPicos", cost.picos());
        return plain;
    }

    /** The inverse of {@code encode}. */
    public static TaskResult decode(Bytes bytes) {
        return of(Stored.read(bytes));
    }

    static TaskResult of(Stored stored) {
        Double confidence = stored.number("confidence");
        return new TaskResult(
                stored.map("answer"),
                confidence == null ? Confidence.unknown() : Confidence.of(confidence),
                quality(stored.text("quality")),
                stored.has("source") ? StoredSource.read(stored.object("source")) : null,
                new Money(stored.whole("costPicos")));
    }

    private static Quality quality(String name) {
        for (Quality quality : Quality.values()) {
            if (quality.name().equals(name)) {
                return quality;
            }
        }
        return Quality.DEGRADED;
    }
}
