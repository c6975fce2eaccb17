package dev.spillway.gateway.cache;

import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Time;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers given before, for all routes, shared by all event loops and bounded by their weight.
 *
 * <p>It holds what may be given to another caller of the tenant: answers that are full, whole, and without a promise, and that
 * were not from a cache themselves, for then their age would begin anew. It sets no timer and starts no thread: what is too
 * old, or too much, goes in the course of later calls. Thread-safe.
 *
 * <p>A tenant may fill all of it while no other one needs it. When room is short, the tenant that takes the most of it gives
 * up its least useful answers, so that the shares of those who want more become equal, and one tenant's many answers never
 * push out another one's few.
 */
public final class AnswerCache {
    private static final int SLACK =
            64; // one part in so many is made free at once, so that it is not done for each answer

    private final Time time;
    private final ConcurrentMap<String, TenantAnswers> tenants = new ConcurrentHashMap<>();
    private final AtomicLong weight = new AtomicLong();
    private final LongAdder evicted = new LongAdder();
    private final AtomicBoolean makingRoom = new AtomicBoolean();
    private volatile long max;

    /** An answer given before, and how long ago. */
    record Found(Outcome.Answer answer, Duration age) {
        /** As the caller gets it. */
        Outcome.Answer as(Quality quality) {
            return answer.with(new Source.Cache(answer.source(), age)).with(quality);
        }
    }

    /**
     * An empty cache.
     *
     * @param max what all entries may weigh together, in bytes, about
     */
    public AnswerCache(long max, Time time) {
        this.time = time;
        this.max = max;
    }

    /** Null if there is none, or only one that is older than {@code most}. */
    @Nullable
    Found find(String tenant, Key key, Duration most) {
        TenantAnswers own = tenants.get(tenant);
        TenantAnswers.Kept one = own == null ? null : own.find(key);
        if (one == null) {
            return null;
        }
        long ageNanos = Math.max(0, time.nanos() - one.sinceNanos()); // another loop may have read the clock just now
        return ageNanos <= most.toNanos() ? new Found(one.answer(), Duration.ofNanos(ageNanos)) : null;
    }

    /** Keeps an outcome for so long, in place of the one before, if it is an answer that can be kept. */
    void keep(String tenant, Key key, Outcome outcome, Duration keep) {
        if (outcome instanceof Outcome.Answer answer
                && answer.payload() instanceof Payload.Whole(var fields)
                && answer.quality() == Quality.FULL
                && !(answer.followUp() instanceof FollowUp.Promised)
                && !isCached(answer.source())) {
            int heavy = (int) Math.min(Integer.MAX_VALUE, Weight.ENTRY + Weight.of(fields));
            tenants.computeIfAbsent(tenant, _ -> new TenantAnswers(max, time, weight::addAndGet, evicted::increment))
                    .keep(key, new TenantAnswers.Kept(answer, time.nanos(), keep.toNanos(), heavy));
            makeRoom();
        }
    }

    private static boolean isCached(Source source) {
        return switch (source) {
            case Source.Cache _ -> true;
            case Source.Flow flow -> flow.branches().values().stream().anyMatch(AnswerCache::isCached);
            case Source.Backend _, Source.Rule _ -> false;
        };
    }

    private void makeRoom() {
        if (weight.get() <= max || !makingRoom.compareAndSet(false, true)) {
            return; // there is room, or another loop is making it
        }
        try {
            tenants.values().forEach(TenantAnswers::cleanUp);
            long over = weight.get() - max;
            while (over > 0) {
                TenantAnswers largest = tenants.values().stream()
                        .max(Comparator.comparingLong(TenantAnswers::weight))
                        .orElseThrow();
                largest.shrinkTo(Math.max(0, largest.weight() - over - max / SLACK));
                long left = weight.get() - max;
                if (left >= over) {
                    return; // as fast as it is made, other loops use it: the next answer goes on
                }
                over = left;
            }
        } finally {
            makingRoom.set(false);
        }
    }

    /** Changes what all entries may weigh together, in bytes. What is over goes at once. */
    public void bound(long bytes) {
        max = bytes;
        tenants.values().forEach(own -> own.bound(bytes));
        makeRoom();
    }

    /** What all entries weigh together, in bytes, about. Not on an event loop. */
    public long weight() {
        tenants.values().forEach(TenantAnswers::cleanUp);
        return weight.get();
    }

    /** How many answers are held. Not on an event loop. */
    public long entries() {
        tenants.values().forEach(TenantAnswers::cleanUp);
        return tenants.values().stream().mapToLong(TenantAnswers::entries).sum();
    }

    /** How many answers went because there was no room, since the beginning. */
    public long evicted() {
        return evicted.sum();
    }
}
