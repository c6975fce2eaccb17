package dev.spillway.core;

import java.time.Duration;
import java.time.Instant;

/** The one seam for clocks and timers. */
public interface Time {
    /** The monotonic clock in nanoseconds, of arbitrary origin: for durations inside this process. */
    long nanos();

    /** The wall clock: for anything stored or sent. */
    Instant now();

    /**
     * Runs a task once, {@code delay} from now, on the caller's event loop; never early.
     *
     * @param delay zero or more
     */
    Timer after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {
        /** Makes sure that the task does not run any more. Harmless when it has run. */
        void cancel();
    }
}
