package dev.spillway.gateway.observe;

import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What one event loop has counted of one step: written by the loop, read by any thread. */
final class Series {
    private static final int ENDS_MOST = 64;
    private static final End OTHER = new End(Entry.Status.SKIPPED, "other");
    private static final String TIMED_OUT = Entry.word(Failure.TIMED_OUT);

    /**
     * Which step.
     *
     * @param path where it stands in the route; the route's own name for the route
     */
    record Key(Entry.Kind kind, String route, String path) {
        /** The backend's name, or empty. */
        String backend() {
            return kind == Entry.Kind.BACKEND ? path.substring(path.lastIndexOf('/') + 1) : "";
        }
    }

    /** How a step ended, and why. */
    record End(Entry.Status status, String reason) {}

    private final Durations durations = new Durations();
    private final AtomicLong answered = new AtomicLong();
    private final Map<End, AtomicLong> others = new ConcurrentHashMap<>();
    private final AtomicLong spentPicos = new AtomicLong();
    private final AtomicLong wastedNanos = new AtomicLong();

    void ended(Entry entry) {
        long usedNanos = entry.usedNanos();
        switch (entry.status()) {
            case ANSWERED -> {
                add(answered, 1);
                durations.record(usedNanos);
            }
            case DEFERRED, FAILED -> {
                add(counter(entry), 1);
                durations.record(usedNanos);
            }
            // What was not attempted or not awaited says nothing about how long the step takes.
            case REFUSED, SKIPPED, LATE, CANCELLED, RUNNING -> add(counter(entry), 1);
        }
        if (entry.kind() == Entry.Kind.BACKEND) {
            add(spentPicos, entry.cost().picos());
            if (isWasted(entry)) {
                add(wastedNanos, usedNanos);
            }
        }
    }

    private static boolean isWasted(Entry entry) {
        return switch (entry.status()) {
            case CANCELLED, LATE -> true;
            case FAILED -> entry.reason().equals(TIMED_OUT);
            case RUNNING, ANSWERED, DEFERRED, REFUSED, SKIPPED -> false;
        };
    }

    private AtomicLong counter(Entry entry) {
        End end = new End(entry.status(), entry.reason());
        AtomicLong known = others.get(end);
        return known != null
                ? known
                : others.computeIfAbsent(others.size() < ENDS_MOST ? end : OTHER, _ -> new AtomicLong());
    }

    private static void add(AtomicLong counter, long more) {
        counter.setOpaque(counter.getPlain() + more); // one thread writes
    }

    Durations durations() {
        return durations;
    }

    /** Adds what was counted to a sum. */
    void addEnds(Map<End, Long> sum) {
        sum.merge(new End(Entry.Status.ANSWERED, ""), answered.getOpaque(), Long::sum);
        others.forEach((end, counter) -> sum.merge(end, counter.getOpaque(), Long::sum));
    }

    long spentPicos() {
        return spentPicos.getOpaque();
    }

    long wastedNanos() {
        return wastedNanos.getOpaque();
    }
}
