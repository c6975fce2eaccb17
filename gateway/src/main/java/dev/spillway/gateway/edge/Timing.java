package dev.spillway.gateway.edge;

import dev.spillway.core.Budget;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol says of the time that a request has, beside its message; all of it from arrival.
 *
 * <p>Two kinds are told apart. A budget that is <em>stated</em> is when the answer should go out. A deadline that is <em>enforced</em>
 * is kept by someone else's clock, which began earlier: an answer that goes out at its end reaches nobody, so more is kept back.
 *
 * @param stated {@code Spillway-Budget}; null if absent
 * @param enforced {@code grpc-timeout}, after which the client itself gives up; null if absent
 * @param proxied {@code x-envoy-expected-rq-timeout-ms}, after which the proxy gives up, whatever the client wants: it only shortens;
 *     null if absent
 * @param roundTripNanos to whoever enforces the deadline and back; zero if not known
 */
public record Timing(
        @Nullable Duration stated,
        @Nullable Duration enforced,
        @Nullable Duration proxied,
        long roundTripNanos) {

    /** Nothing is said. */
    public static final Timing NONE = new Timing(null, null, null, 0);

    /** The header that holds what is {@link #proxied}. */
    public static final String PROXY_HEADER = "x-envoy-expected-rq-timeout-ms";

    private static final int PROXY_DIGITS_MAX = 12;

    /** grpcio sends a longer timeout than its own: rounded up, by as much as a hundredth. */
    private static final int ROUNDED_ONE_IN = 100;

    /** What is rounded up to a whole millisecond, on either side. */
    private static final long ROUNDED_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** What the client and the proxy want, together; null if neither says. It may be negative or zero. */
    @Nullable
    Duration wanted() {
        return shorter(stated, enforced);
    }

    /** The end that is known without the message: null if there is none. */
    public @Nullable Duration shortest() {
        return shorter(wanted(), proxied);
    }

    /**
     * Until when a call has its outcome, so that the reply is there in time.
     *
     * @param arrivalNanos when the request came
     * @param length the time that the call is granted, no longer than {@link #proxied}
     * @param reserve kept back for writing the reply
     * @param lateNanos by how much replies were late of late
     */
    Budget budget(long arrivalNanos, Duration length, Duration reserve, long lateNanos) {
        long lengthNanos = length.toNanos();
        Budget planned =
                new Budget(arrivalNanos + lengthNanos - Budget.keptNanos(reserve.toNanos(), lengthNanos, lateNanos));
        if (enforced != null) {
            planned = planned.earlier(until(arrivalNanos, enforced, reserve, lateNanos));
        }
        if (proxied != null) {
            planned = planned.earlier(until(arrivalNanos, proxied, reserve, lateNanos));
        }
        return planned;
    }

    /** Rounding, the way, and our own lateness come on top of each other, but leave a quarter of the time. */
    private Budget until(long arrivalNanos, Duration deadline, Duration reserve, long lateNanos) {
        long lengthNanos = deadline.toNanos();
        long roundedNanos = lengthNanos / ROUNDED_ONE_IN + ROUNDED_NANOS;
        long wayNanos = Math.min(roundTripNanos, lengthNanos / 2);
        long keptNanos = roundedNanos + wayNanos + Budget.keptNanos(reserve.toNanos(), lengthNanos, lateNanos);
        long boundNanos = Math.max(reserve.toNanos(), lengthNanos - lengthNanos / 4);
        return new Budget(arrivalNanos + lengthNanos - Math.min(keptNanos, boundNanos));
    }

    /** What Envoy says; null where it is no number of milliseconds above zero. */
    public static @Nullable Duration proxied(@Nullable String millis) {
        if (millis == null || millis.isEmpty() || millis.length() > PROXY_DIGITS_MAX) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < millis.length(); i++) {
            int digit = millis.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            value = value * 10 + digit;
        }
        return value == 0 ? null : Duration.ofMillis(value);
    }

    static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }
}
