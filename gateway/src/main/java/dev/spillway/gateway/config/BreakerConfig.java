package dev.spillway.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When attempts on a backend are refused because it has been failing. */
@Doc("When attempts are refused because the backend has been failing or slow. On unless switched off.")
public record BreakerConfig(
        @Doc("Whether there is one.") @Default("true") boolean enabled,

        @Doc("The share of failed attempts from which on it opens.") @Default("0.5") @Range(above = "0", most = "1")
        double failures,

        @Doc("The share of slow answers from which on it opens.") @Default("0.9") @Range(above = "0", most = "1")
        double slow,

        @Doc("From which time on an answer is slow. Absent: nine tenths of the backend's `most`.")
        @Range(above = "0ms", most = "1h")
        @Nullable
        Duration slowAfter,

        @Doc("The time over which the shares are taken, in whole seconds.")
        @Default("10s")
        @Range(least = "1s", most = "10m")
        Duration window,

        @Doc("With fewer attempts in that time it does not open.") @Default("20") @Range(least = "1", most = "100000")
        int leastCalls,

        @Doc("How long it refuses before it lets probes through.") @Default("5s") @Range(least = "1ms", most = "1h")
        Duration open,

        @Doc("How many probes it lets through, which decide whether it closes.")
        @Default("3")
        @Range(least = "1", most = "100")
        int probes) {

    /** No breaker. */
    public static BreakerConfig off() {
        return new BreakerConfig(false, 1, 1, null, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 1);
    }
}
