package dev.spillway.cascade.confidence;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import java.util.function.Function;

/** A confidence that a field of an answer states; unknown where it is no number from 0 to 1. */
public record StatedConfidence(Field field) implements Function<Outcome.Answer, Confidence> {
    @Override
    public Confidence apply(Outcome.Answer answer) {
        if (field.of(answer) instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
            return Confidence.of(number.doubleValue());
        }
        return Confidence.unknown();
    }
}
