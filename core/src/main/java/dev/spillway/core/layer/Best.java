package dev.spillway.core.layer;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The best of the answers heard so far: of those that no other one beats, the latest.
 *
 * <p>An unknown confidence beats none and is beaten by none, so up to two answers are kept: without the one, a surer answer
 * would be forgotten on an unknown one, and a less sure one take its place.
 */
final class Best {
    private final List<Outcome.Answer> unbeaten = new ArrayList<>(2); // the latest last

    void hear(Outcome.Answer answer) {
        if (unbeaten.stream().noneMatch(other -> other.isBetterThan(answer))) {
            unbeaten.removeIf(other -> answer.isBetterThan(other) || isKnown(other) == isKnown(answer));
            unbeaten.add(answer);
        }
    }

    /** Null where none was heard. */
    Outcome.@Nullable Answer answer() {
        return unbeaten.isEmpty() ? null : unbeaten.getLast();
    }

    private static boolean isKnown(Outcome.Answer answer) {
        return answer.confidence() instanceof Confidence.Known;
    }
}
