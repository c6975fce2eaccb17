package dev.spillway.cascade;

import dev.spillway.core.Confidence;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import java.time.Duration;

/**
 * What one tier said to one query, as a log of outcomes wants it.
 *
 * @param tier the backend's name
 * @param answer with its confidence as the backend gave it
 * @param cost what it was billed
 * @param latency from the question to the answer
 */
public record Heard(String tier, Outcome.Answer answer, Money cost, Duration latency) {
    /** The confidence as the backend gave it. */
    public Confidence confidence() {
        return answer.confidence();
    }
}
