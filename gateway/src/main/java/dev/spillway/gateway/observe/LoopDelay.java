package dev.spillway.gateway.observe;

import dev.spillway.core.Time;
import dev.spillway.gateway.loops.Heartbeat;
import dev.spillway.gateway.loops.Loops;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How late each event loop is, by its beat. A loop that is late makes every call on it late, so this is the first figure to
 * look at.
 */
public final class LoopDelay {
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

    private static final double NANOS_PER_SECOND = 1e9;

    private LoopDelay() {}

    /** Begins to measure all loops, for as long as they run. */
    public static void start(Loops loops, Metrics metrics, Time time) {
        for (Loops.Loop loop : loops.all()) {
            String index = String.valueOf(loop.index());
            Timer delay = Timer.builder("spillway_loop_delay")
                    .description("How late the timers of an event loop fire.")
                    .serviceLevelObjectives(BUCKETS)
                    .tag("loop", index)
                    .register(metrics.registry());
            Heartbeat heartbeat = loop.heartbeat();
            FunctionCounter.builder(
                            "spillway_loop_blocked_seconds",
                            heartbeat,
                            beat -> beat.blockedNanos(time.nanos()) / NANOS_PER_SECOND)
                    .description("For how long an event loop ran nothing, in pauses of more than a second.")
                    .tag("loop", index)
                    .register(metrics.registry());
            loop.executor().execute(() -> heartbeat.start(time, nanos -> delay.record(nanos, TimeUnit.NANOSECONDS)));
        }
    }
}
