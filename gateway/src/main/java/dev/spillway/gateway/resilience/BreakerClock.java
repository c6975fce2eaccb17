package dev.spillway.gateway.resilience;

import dev.spillway.core.Time;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Shows {@link Time} to a library that wants a clock. It counts from an arbitrary origin and never jumps. */
final class BreakerClock extends Clock {
    private final Time time;
    private final long originNanos;

    BreakerClock(Time time) {
        this.time = time;
        this.originNanos = time.nanos();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(time.nanos() - originNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this; // instants are the same in every zone
    }
}
