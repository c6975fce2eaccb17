package dev.spillway.offload;

import java.time.Duration;
import java.util.List;

/** How long to wait after a failed attempt. */
public sealed interface Backoff {
    /**
     * The wait after an attempt.
     *
     * @param attempt the attempt that failed, from 1
     * @param luck from 0 to 1, spread evenly over tasks and attempts
     */
    Duration after(int attempt, double luck);

    /**
     * A wait that grows, drawn anew between nothing and its bound each time (full jitter), so that tasks that failed
     * together do not return together.
     *
     * @param base the bound after the first attempt, more than zero
     * @param factor by which the bound grows from attempt to attempt, 1 or more
     * @param most the bound of the bound
     */
    record Exponential(Duration base, double factor, Duration most) implements Backoff {
        public Exponential {
            if (base.isNegative() || base.isZero() || most.compareTo(base) < 0 || !(factor >= 1)) {
                throw new IllegalArgumentException(
                        "0 < base <= most and factor >= 1, not " + base + ", " + most + ", " + factor);
            }
        }

        @Override
        public Duration after(int attempt, double luck) {
            double bound = Math.min((double) most.toMillis(), base.toMillis() * Math.pow(factor, attempt - 1));
            return Duration.ofMillis(Math.round(bound * luck));
        }
    }

    /**
     * Waits as written, each up to a tenth longer.
     *
     * @param waits after the first attempt, after the second, and so on; the last one goes for all later attempts
     */
    record Schedule(List<Duration> waits) implements Backoff {
        public Schedule {
            waits = List.copyOf(waits);
            if (waits.isEmpty() || waits.stream().anyMatch(Duration::isNegative)) {
                throw new IllegalArgumentException("a schedule has waits, none of them negative, not " + waits);
            }
        }

        @Override
        public Duration after(int attempt, double luck) {
            long millis = waits.get(Math.min(attempt, waits.size()) - 1).toMillis();
            return Duration.ofMillis(millis + Math.round(millis / 10.0 * luck));
        }
    }
}
