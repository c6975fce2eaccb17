package dev.spillway.core;

import java.time.Duration;

/**
 * The deadline as a step carries it. It only shrinks.
 *
 * @param deadlineNanos an instant on the monotonic clock ({@link Time#nanos()}), of arbitrary origin: compared by
 *     subtraction only
 */
public record Budget(long deadlineNanos) {
    /** The share that is kept back at least: the longer a budget, the less its last hundredth is worth. */
    private static final int ONE_IN = 100;

    /** A budget that begins now. */
    public static Budget of(Duration length, Time time) {
        return new Budget(time.nanos() + length.toNanos());
    }

    /** What is left, in nanoseconds; never negative. */
    public long leftNanos(Time time) {
        return Math.max(0, deadlineNanos - time.nanos());
    }

    /** What is left; never negative. */
    public Duration left(Time time) {
        return Duration.ofNanos(leftNanos(time));
    }

    /** Ends when this one does or {@code most} from now, whichever is earlier. */
    public Budget atMost(Duration most, Time time) {
        return earlier(new Budget(time.nanos() + most.toNanos()));
    }

    /** The one of the two that ends first. */
    public Budget earlier(Budget other) {
        return other.deadlineNanos - deadlineNanos < 0 ? other : this;
    }

    /**
     * How much of a time is kept back, in nanoseconds: what is configured; or, if that is more, a hundredth of the time or what is
     * measured, whichever is more, but of these no more than a quarter of the time.
     *
     * @param measuredNanos by how much things were late of late; zero if that is not known
     */
    public static long keptNanos(long configuredNanos, long lengthNanos, long measuredNanos) {
        long wished = Math.max(lengthNanos / ONE_IN, measuredNanos);
        return Math.max(configuredNanos, Math.min(wished, lengthNanos / 4));
    }

    /** Keeps {@code kept} back for the steps outside. */
    public Budget reserve(Duration kept) {
        if (kept.isNegative()) {
            throw new IllegalArgumentException("a reserve is zero or more, not " + kept);
        }
        return new Budget(deadlineNanos - kept.toNanos());
    }
}
