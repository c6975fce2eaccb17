package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Real time that a test can run faster, or move on: for what takes minutes. */
final class ShiftedTime implements Time {
    private final Time real;
    private final long speed;
    private final long beganNanos;
    private final AtomicLong shift = new AtomicLong();

    ShiftedTime(Time real, long speed) {
        this.real = real;
        this.speed = speed;
        this.beganNanos = real.nanos();
    }

    void moveOn(Duration by) {
        shift.addAndGet(by.toNanos());
    }

    @Override
    public long nanos() {
        return beganNanos + (real.nanos() - beganNanos) * speed + shift.get();
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return real.after(delay.dividedBy(speed), task);
    }
}
