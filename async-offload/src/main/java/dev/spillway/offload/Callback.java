package dev.spillway.offload;

import java.time.Duration;
import java.util.List;

/**
 * That an endpoint wants to hear when the task ends.
 *
 * @param endpoint its name in the configuration
 * @param retry how delivery is tried again
 * @param most how long delivery may take in all; longer than the retries, because a disabled or broken endpoint is not tried
 */
public record Callback(String endpoint, Retry retry, Duration most) {
    /** Ten attempts over 75 hours and 35 minutes: the example of Standard Webhooks 1.0.0. */
    public static final Retry STANDARD = Retry.scheduled(new Backoff.Schedule(List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24))));

    public Callback {
        Names.require("an endpoint", endpoint);
    }

    public static Callback to(String endpoint) {
        return new Callback(endpoint, STANDARD, Duration.ofDays(7));
    }

    /** The queue of an endpoint: its own, so that one stuck receiver delays no other. */
    public static String queue(String endpoint) {
        return Names.INTERNAL + "callback/" + endpoint;
    }
}
