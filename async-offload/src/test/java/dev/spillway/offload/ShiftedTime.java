package dev.spillway.offload;

import dev.spillway.core.Time;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;

/** Virtual time whose wall clock someone sets forward or back. */
public final class ShiftedTime implements Time {
    private final VirtualTime time;
    private volatile Duration shift = Duration.ZERO;

    public ShiftedTime(VirtualTime time) {
        this.time = time;
    }

    public void shiftWallClock(Duration by) {
        shift = shift.plus(by);
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public Instant now() {
        return time.now().plus(shift);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return time.after(delay, task);
    }
}
