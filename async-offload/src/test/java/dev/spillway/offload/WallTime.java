package dev.spillway.offload;

import dev.spillway.core.Time;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** Real time, for what can only be tried out on it. */
public record WallTime(Vertx vertx) implements Time {
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
        AtomicBoolean cancelled = new AtomicBoolean();
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), _ -> {
            if (!cancelled.get()) {
                task.run();
            }
        });
        return () -> {
            cancelled.set(true);
            vertx.cancelTimer(id);
        };
    }
}
