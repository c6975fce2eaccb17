package dev.spillway.gateway.observe;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of durations: written by one thread, read by any, without a lock and without contention.
 *
 * <p>Six buckets to the decade from 50 µs to 30 s, so that a percentile is known within a sixth or so, and the common
 * objectives (5, 10, 50, 100 ms …) are bounds.
 */
final class Durations {
    private static final double[] STEPS = {1, 1.5, 2, 3, 5, 7};
    private static final long FIRST_NANOS = 50_000;
    private static final long LAST_NANOS = 30_000_000_000L;
    private static final long[] BOUNDS = bounds();
    private static final double NANOS_PER_SECOND = 1e9;

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final AtomicLong sumNanos = new AtomicLong();

    private static long[] bounds() {
        return java.util.stream.LongStream.iterate(10_000, decade -> decade <= LAST_NANOS, decade -> decade * 10)
                .flatMap(decade -> java.util.Arrays.stream(STEPS).mapToLong(step -> Math.round(step * decade)))
                .filter(nanos -> nanos >= FIRST_NANOS && nanos <= LAST_NANOS)
                .toArray();
    }

    /** Counts one more. By the one thread that writes. */
    void record(long nanos) {
        int bucket = bucket(nanos);
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
        sumNanos.setOpaque(sumNanos.getPlain() + nanos);
    }

    /** The first bucket whose bound is not below it. */
    private static int bucket(long nanos) {
        int low = 0;
        int high = BOUNDS.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BOUNDS[middle] < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Several histograms as one, in seconds. */
    static HistogramDataPointSnapshot snapshot(Collection<Durations> parts, Labels labels) {
        double[] bounds = new double[BOUNDS.length + 1];
        long[] counts = new long[BOUNDS.length + 1];
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            bounds[i] = i < BOUNDS.length ? BOUNDS[i] / NANOS_PER_SECOND : Double.POSITIVE_INFINITY;
            for (Durations part : parts) {
                counts[i] += part.counts.getOpaque(i);
            }
        }
        for (Durations part : parts) {
            sum += part.sumNanos.getOpaque() / NANOS_PER_SECOND;
        }
        return HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                .sum(sum)
                .labels(labels)
                .build();
    }
}
