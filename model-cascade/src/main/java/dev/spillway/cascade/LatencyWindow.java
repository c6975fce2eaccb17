package dev.spillway.cascade;

import dev.spillway.core.Time;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.Recorder;

/**
 * How long a backend has taken of late: the percentiles of the last half minute.
 *
 * <p>Shared by all event loops. Recording is wait-free. Whoever reads first in a quarter of a second makes the percentiles
 * anew, and the others go on with the ones before.
 */
public final class LatencyWindow {
    /** Below so many observations nothing is said: a percentile of a handful is noise. */
    public static final int LEAST = 20;

    /** Nothing is known. */
    public static final long UNKNOWN = -1;

    private static final int SLOTS = 6;
    private static final long SLOT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long FRESH_NANOS = Duration.ofMillis(250).toNanos();
    private static final long HIGHEST_MICROS = Duration.ofHours(1).toMillis() * 1000;
    private static final int DIGITS = 2;
    private static final int PERCENT = 100;
    private static final long NANOS_PER_MICRO = 1000;

    private final Time time;
    private final Recorder recorder = new Recorder(HIGHEST_MICROS, DIGITS);
    private final AtomicBoolean reading = new AtomicBoolean();
    private final Histogram[] slots = new Histogram[SLOTS]; // guarded by reading
    private int slot;
    private long slotNanos;
    private volatile Percentiles percentiles;

    /** The percentiles as last made, in microseconds by whole percent from 0 to 100; none where too little was observed. */
    private static final class Percentiles {
        final long madeNanos;
        final long[] micros;

        Percentiles(long madeNanos, long[] micros) {
            this.madeNanos = madeNanos;
            this.micros = micros;
        }
    }

    public LatencyWindow(Time time) {
        this.time = time;
        for (int at = 0; at < SLOTS; at++) {
            slots[at] = new Histogram(HIGHEST_MICROS, DIGITS);
        }
        this.slotNanos = time.nanos();
        this.percentiles = new Percentiles(time.nanos() - FRESH_NANOS, new long[0]);
    }

    /**
     * Notes that an attempt took so long, or did not answer in so long.
     *
     * @param nanos zero or more; what is over an hour counts as an hour
     */
    public void record(long nanos) {
        recorder.recordValue(Math.min(nanos / NANOS_PER_MICRO, HIGHEST_MICROS));
    }

    /**
     * The time within which so many percent of the recent attempts have answered, in nanoseconds; {@link #UNKNOWN} where fewer
     * than {@link #LEAST} were observed.
     *
     * @param percent in [0, 100]
     */
    public long percentileNanos(int percent) {
        Percentiles known = percentiles;
        if (time.nanos() - known.madeNanos >= FRESH_NANOS && reading.compareAndSet(false, true)) {
            try {
                known = read();
                percentiles = known;
            } finally {
                reading.set(false);
            }
        }
        return known.micros.length == 0 ? UNKNOWN : known.micros[percent] * NANOS_PER_MICRO;
    }

    private Percentiles read() {
        long now = time.nanos();
        slots[slot].add(recorder.getIntervalHistogram());
        for (int turns = 0; turns < SLOTS && now - slotNanos >= SLOT_NANOS; turns++) {
            slot = (slot + 1) % SLOTS;
            slots[slot].reset();
            slotNanos += SLOT_NANOS;
        }
        if (now - slotNanos >= SLOT_NANOS) { // no one has asked for longer than the window
            slotNanos = now;
        }
        Histogram whole = new Histogram(HIGHEST_MICROS, DIGITS);
        for (Histogram one : slots) {
            whole.add(one);
        }
        return new Percentiles(now, whole.getTotalCount() < LEAST ? new long[0] : table(whole));
    }

    /** In one pass: asking the histogram for each percentile would be a pass for each. */
    private static long[] table(Histogram histogram) {
        long[] micros = new long[PERCENT + 1];
        int percent = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            while (percent <= PERCENT && value.getPercentileLevelIteratedTo() >= percent) {
                micros[percent++] = value.getValueIteratedTo();
            }
        }
        return micros;
    }
}
