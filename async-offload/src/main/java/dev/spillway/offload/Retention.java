package dev.spillway.offload;

import java.time.Duration;

/**
 * How long a finished task is kept.
 *
 * @param done after success, cancellation and expiry
 * @param dead after it was given up: time for a person to look at it
 */
public record Retention(Duration done, Duration dead) {
    public static final Retention USUAL = new Retention(Duration.ofDays(7), Duration.ofDays(30));

    public Retention {
        if (done.isNegative() || dead.isNegative()) {
            throw new IllegalArgumentException("a retention is zero or more, not " + done + ", " + dead);
        }
    }
}
