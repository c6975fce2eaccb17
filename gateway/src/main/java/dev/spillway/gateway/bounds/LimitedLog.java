package dev.spillway.gateway.bounds;

import dev.spillway.core.Time;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/**
 * A log of what clients can cause as often as they like: one line for each cause in ten seconds, without a stack, and with
 * how many lines there would have been since the last. Thread-safe.
 */
public final class LimitedLog {
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private record Seen(AtomicLong nextNanos, LongAdder unsaid) {}

    private final Logger log;
    private final Time time;
    private final ConcurrentHashMap<String, Seen> causes = new ConcurrentHashMap<>();

    public LimitedLog(Logger log, Time time) {
        this.log = log;
        this.time = time;
    }

    /**
     * Logs, or counts, a warning.
     *
     * @param cause one of a few fixed words
     */
    public void warn(String cause, String message) {
        long now = time.nanos();
        Seen seen = causes.computeIfAbsent(cause, _ -> new Seen(new AtomicLong(now), new LongAdder()));
        long next = seen.nextNanos.get();
        if (now - next < 0 || !seen.nextNanos.compareAndSet(next, now + EVERY_NANOS)) {
            seen.unsaid.increment();
            return;
        }
        long unsaid = seen.unsaid.sumThenReset();
        log.warn("{}{}", message, unsaid == 0 ? "" : " (and " + unsaid + " times since this was last said)");
    }
}
