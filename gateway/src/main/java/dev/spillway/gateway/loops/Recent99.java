package dev.spillway.gateway.loops;

/**
 * The 99th percentile of durations of the last seconds, to within a quarter: two histograms, of which the older one is
 * forgotten every {@value #HALF_SECONDS} s. Recording costs a few instructions and allocates nothing. Confined to one thread.
 */
final class Recent99 {
    private static final int HALF_SECONDS = 5;
    private static final long HALF_NANOS = HALF_SECONDS * 1_000_000_000L;

    /** Durations below this count as none: 2^16 ns are 66 microseconds. */
    private static final int UNIT_BITS = 16;

    private static final int PER_DOUBLING = 4;
    private static final int BUCKETS = 96;
    private static final int READ_EVERY = 32;

    private final int samplesMin;
    private int[] older = new int[BUCKETS];
    private int[] newer = new int[BUCKETS];
    private long turnNanos;
    private boolean begun;
    private int sinceRead;
    private long nanos;

    /**
     * An empty one.
     *
     * @param samplesMin with fewer of them there is nothing to tell, and the percentile is zero
     */
    Recent99(int samplesMin) {
        this.samplesMin = samplesMin;
    }

    /** Records a duration; a negative one counts as zero. */
    void record(long durationNanos, long nowNanos) {
        if (!begun) {
            begun = true;
            turnNanos = nowNanos;
        }
        newer[bucket(Math.max(0, durationNanos))]++;
        long half = nowNanos - turnNanos;
        if (half >= HALF_NANOS) {
            turn(half >= 2 * HALF_NANOS);
            turnNanos = nowNanos;
        }
        if (++sinceRead >= READ_EVERY || nanos == 0) {
            sinceRead = 0;
            nanos = read();
        }
    }

    /** The percentile, rounded up; zero while there are too few samples. */
    long nanos(long nowNanos) {
        return begun && nowNanos - turnNanos < 2 * HALF_NANOS ? nanos : 0;
    }

    private void turn(boolean bothAreOld) {
        int[] spare = older;
        older = newer;
        newer = spare;
        java.util.Arrays.fill(newer, 0);
        if (bothAreOld) {
            java.util.Arrays.fill(older, 0);
        }
    }

    private long read() {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += older[i] + newer[i];
        }
        if (all < samplesMin) {
            return 0;
        }
        long above = all / 100;
        for (int i = BUCKETS - 1; i > 0; i--) {
            above -= older[i] + newer[i];
            if (above < 0) {
                return upper(i);
            }
        }
        return 0;
    }

    private static int bucket(long durationNanos) {
        long units = durationNanos >>> UNIT_BITS;
        if (units < PER_DOUBLING) {
            return (int) units;
        }
        int doublings = 61 - Long.numberOfLeadingZeros(units); // 4 to 7 units: none
        int part = (int) (units >>> doublings) - PER_DOUBLING;
        return Math.min(BUCKETS - 1, (doublings + 1) * PER_DOUBLING + part);
    }

    private static long upper(int bucket) {
        if (bucket < PER_DOUBLING) {
            return (bucket + 1L) << UNIT_BITS;
        }
        int doublings = bucket / PER_DOUBLING - 1;
        long units = (bucket % PER_DOUBLING + PER_DOUBLING + 1L) << doublings;
        return units << UNIT_BITS;
    }
}
