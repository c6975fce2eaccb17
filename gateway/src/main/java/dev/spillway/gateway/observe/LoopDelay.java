package dev.spillway.gateway.observe;

import dev.spillway.core.Time;
import dev.spillway.gateway.loops.Loops;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How late each event loop is: a timer on it that should fire every {@value #EVERY_MILLIS} ms, and the time by which it did
 * not. A loop that is late makes every call on it late, so this is the first figure to look at.
 */
public final class LoopDelay {
    private static final int EVERY_MILLIS = 50;
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500)
    };

    private final Time time;
    private final Timer delay;

    private LoopDelay(Time time, Timer delay) {
        this.time = time;
        this.delay = delay;
    }

    /** Begins to measure all loops, for as long as they run. */
    public static void start(Loops loops, Metrics metrics, Time time) {
        for (Loops.Loop loop : loops.all()) {
            Timer delay = Timer.builder("spillway_loop_delay")
                    .description("How late the timers of an event loop fire.")
                    .serviceLevelObjectives(BUCKETS)
                    .tag("loop", String.valueOf(loop.index()))
                    .register(metrics.registry());
            loop.executor().execute(new LoopDelay(time, delay)::again);
        }
    }

    private void again() {
        long due = time.nanos() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        time.after(Duration.ofMillis(EVERY_MILLIS), () -> {
            delay.record(Math.max(0, time.nanos() - due), TimeUnit.NANOSECONDS);
            again();
        });
    }
}
