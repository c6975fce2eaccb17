package dev.spillway.core.testing;

import dev.spillway.core.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that stands still until a test moves it.
 *
 * <p>The two clocks have unrelated origins, so that mixing them fails; the monotonic one overflows after 100 ms, so that
 * comparing instants other than by subtraction fails too. For one thread.
 */
public final class VirtualTime implements Time {
    private static final long ORIGIN_NANOS =
            Long.MAX_VALUE - Duration.ofMillis(100).toNanos();
    private static final Instant ORIGIN = Instant.parse("2031-03-01T12:00:00Z");

    private final PriorityQueue<Waiting> timers =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::dueNanos).thenComparingLong(Waiting::number));
    private long elapsedNanos;
    private long timersSet;
    private boolean advancing;

    private record Waiting(long dueNanos, long number, Runnable task) {}

    /** A short name for what most tests are made of. */
    public static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Override
    public long nanos() {
        return ORIGIN_NANOS + elapsedNanos;
    }

    @Override
    public Instant now() {
        return ORIGIN.plusNanos(elapsedNanos);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay is zero or more, not " + delay);
        }
        Waiting waiting = new Waiting(Math.addExact(elapsedNanos, delay.toNanos()), timersSet++, task);
        timers.add(waiting);
        return () -> timers.remove(waiting);
    }

    /** What a test has let pass since this time began. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }

    /** How many tasks wait: neither run nor cancelled. */
    public int pending() {
        return timers.size();
    }

    /**
     * Lets time pass, and runs what falls due in order of its time, then of its setting; what these tasks set falls due,
     * too. What a task throws ends the advance and reaches the test.
     */
    public void advance(Duration by) {
        advanceTo(Math.addExact(elapsedNanos, by.toNanos()));
    }

    /** Lets time pass up to the next task and runs it, alone. False where none waits. */
    public boolean advanceToNext() {
        Waiting next = timers.peek();
        if (next == null) {
            return false;
        }
        alone(this::runNext);
        return true;
    }

    private void advanceTo(long targetNanos) {
        if (targetNanos < elapsedNanos) {
            throw new IllegalArgumentException("time does not run backwards");
        }
        alone(() -> {
            for (Waiting next = timers.peek(); next != null && next.dueNanos <= targetNanos; next = timers.peek()) {
                runNext();
            }
            elapsedNanos = targetNanos;
        });
    }

    private void runNext() {
        Waiting next = timers.remove();
        elapsedNanos = next.dueNanos;
        next.task.run();
    }

    private void alone(Runnable advance) {
        if (advancing) {
            throw new IllegalStateException("a task must not move the time that it runs on");
        }
        advancing = true;
        try {
            advance.run();
        } finally {
            advancing = false;
        }
    }
}
