package dev.spillway.load.bench;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Sends load to a target: with a fixed number in flight, or at a constant rate whatever comes back. */
final class Generator {
    private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int DIGITS = 3;
    private static final long NAP_NANOS = 20_000;

    /**
     * What came of a load.
     *
     * @param latency in nanoseconds; at a constant rate counted from the moment at which a request was due
     * @param seconds how long it took
     * @param problems what went wrong, and how often
     */
    record Result(Histogram latency, double seconds, ConcurrentHashMap<String, AtomicInteger> problems) {
        double perSecond() {
            return latency.getTotalCount() / seconds;
        }

        double micros(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1_000.0;
        }
    }

    private Generator() {}

    /** Keeps so many requests in flight for so long. */
    static Result closed(Target target, int inFlight, Duration length) throws InterruptedException {
        Histogram latency = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);
        ConcurrentHashMap<String, AtomicInteger> problems = new ConcurrentHashMap<>();
        CountDownLatch ended = new CountDownLatch(inFlight);
        long begin = System.nanoTime();
        long end = begin + length.toNanos();
        for (int i = 0; i < inFlight; i++) {
            again(target, latency, problems, end, ended);
        }
        ended.await();
        return new Result(latency, (System.nanoTime() - begin) / 1e9, problems);
    }

    private static void again(
            Target target,
            Histogram latency,
            ConcurrentHashMap<String, AtomicInteger> problems,
            long end,
            CountDownLatch ended) {
        long sent = System.nanoTime();
        target.send(problem -> {
            long now = System.nanoTime();
            if (problem == null) {
                latency.recordValue(Math.min(HIGHEST_NANOS, now - sent));
            } else {
                problems.computeIfAbsent(problem, _ -> new AtomicInteger()).incrementAndGet();
            }
            if (now - end < 0) {
                again(target, latency, problems, end, ended);
            } else {
                ended.countDown();
            }
        });
    }

    /** Sends at a constant rate for so long, and waits for what is under way. */
    static Result open(Target target, double perSecond, Duration length) throws InterruptedException {
        Histogram latency = new ConcurrentHistogram(HIGHEST_NANOS, DIGITS);
        ConcurrentHashMap<String, AtomicInteger> problems = new ConcurrentHashMap<>();
        long count = Math.round(perSecond * length.toNanos() / 1e9);
        CountDownLatch ended = new CountDownLatch((int) count);
        long begin = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = begin + Math.round(i * 1e9 / perSecond);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(NAP_NANOS);
            }
            target.send(problem -> {
                if (problem == null) {
                    latency.recordValue(Math.min(HIGHEST_NANOS, System.nanoTime() - due));
                } else {
                    problems.computeIfAbsent(problem, _ -> new AtomicInteger()).incrementAndGet();
                }
                ended.countDown();
            });
        }
        ended.await(20, TimeUnit.SECONDS);
        return new Result(latency, (System.nanoTime() - begin) / 1e9, problems);
    }
}
