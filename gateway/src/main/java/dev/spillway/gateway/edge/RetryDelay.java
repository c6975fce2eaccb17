package dev.spillway.gateway.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a repeat may succeed, as all doors tell it: {@code Retry-After}, {@code retry-after-ms}, {@code retryAfterMs} of the
 * problem document and gRPC's {@code RetryInfo} are made from this one value.
 *
 * @param millis 1 to {@value #MILLIS_MAX}
 */
public record RetryDelay(long millis) {
    private static final long MILLIS_MAX = 24 * 60 * 60 * 1_000L;

    /** Clients that read {@code retry-after-ms} ignore more than this. */
    private static final long HEADER_MILLIS_MAX = 60_000;

    private static final long MILLIS_PER_SECOND = 1_000;

    /** What is told with 503 if nothing is known of when it ends. */
    private static final Duration UNKNOWN = Duration.ofSeconds(1);

    private static final int UNAVAILABLE = 503;

    /** Of a problem; null if no repeat is known to help. */
    public static @Nullable RetryDelay of(Problem problem) {
        Duration wait = problem.retryAfter();
        if (wait.isZero() && problem.http() == UNAVAILABLE) {
            wait = UNKNOWN;
        }
        return wait.isZero() ? null : of(wait);
    }

    /** Rounded up to whole milliseconds: who waits so long does not come early. */
    public static RetryDelay of(Duration wait) {
        Duration bounded = wait.compareTo(Duration.ofMillis(MILLIS_MAX)) < 0 ? wait : Duration.ofMillis(MILLIS_MAX);
        return new RetryDelay(Math.max(1, bounded.plusNanos(999_999).toMillis()));
    }

    /** For {@code Retry-After}: whole seconds, rounded up, at least 1. */
    public String seconds() {
        return Long.toString((millis + MILLIS_PER_SECOND - 1) / MILLIS_PER_SECOND);
    }

    /** For {@code retry-after-ms}, which clients read first: 1 to {@value #HEADER_MILLIS_MAX}. */
    public String headerMillis() {
        return Long.toString(Math.min(HEADER_MILLIS_MAX, millis));
    }
}
