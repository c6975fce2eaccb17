package dev.spillway.gateway.loops;

import dev.spillway.core.Time;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The clocks of this machine and the timers of the event loops. A timer fires on the loop that set it, with the loop's own
 * resolution, which is finer than a millisecond; never early.
 *
 * @param uncaught is told what a timer's task throws, since nobody else would be
 */
public record LoopTime(Consumer<Throwable> uncaught) implements Time {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled =
                Loops.current().executor().schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            uncaught.accept(bug);
        }
    }
}
