package dev.spillway.core.testing;

import dev.spillway.core.Confidence;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import java.util.Map;

/** Answers to test with. */
public final class Answers {
    private static final Source SOURCE = new Source.Backend("scripted", "model", "1", 0);

    private Answers() {}

    /** A full answer that says {@code label}, of unknown confidence. */
    public static Outcome.Answer answer(String label) {
        return new Outcome.Answer(
                new Payload.Whole(Map.of("label", label)), Confidence.unknown(), Quality.FULL, SOURCE, FollowUp.none());
    }

    /** A full answer that is so sure. */
    public static Outcome.Answer answer(double confidence) {
        return answer("sure to " + confidence).with(Confidence.of(confidence));
    }

    /** An answer such as one that a cascade offers before it asks further. */
    public static Outcome.Answer degraded(double confidence) {
        return answer(confidence).with(Quality.DEGRADED);
    }
}
