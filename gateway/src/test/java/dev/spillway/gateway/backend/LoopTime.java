package dev.spillway.gateway.backend;

import dev.spillway.core.Time;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Real time on a test's event loops. */
public final class LoopTime implements Time {
    private final VertxInternal vertx;

    public LoopTime(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

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
        var waiting = vertx.getOrCreateContext().nettyEventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }
}
