package dev.spillway.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Time;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers given before, for all routes, shared by all event loops and bounded by their weight.
 *
 * <p>It holds what may be given to another caller of the tenant: answers that are full, whole, and without a promise, and that
 * were not from a cache themselves, for then their age would begin anew. It sets no timer and starts no thread: what is too
 * old, or too much, goes in the course of later calls. Thread-safe.
 */
public final class AnswerCache {
    private final Time time;
    private final Cache<Key, Kept> kept;
    private final LongAdder evicted = new LongAdder();

    /**
     * An answer and its time.
     *
     * @param sinceNanos when it was given
     * @param keepNanos the last age at which it may serve at all
     */
    private record Kept(Outcome.Answer answer, long sinceNanos, long keepNanos, int weight) {}

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
     * @param most what all entries may weigh together, in bytes, about
     */
    public AnswerCache(long most, Time time) {
        this.time = time;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((Key key, Kept one) -> one.weight)
                .expireAfter(Expiry.<Key, Kept>creating((key, one) -> Duration.ofNanos(one.keepNanos + 1)))
                .ticker(time::nanos)
                .executor(Runnable::run) // a little work now and then, on whichever loop: no thread of its own
                .evictionListener((key, one, why) -> {
                    if (why == RemovalCause.SIZE) {
                        evicted.increment();
                    }
                })
                .build();
    }

    /** Null where there is none, or only one that is older than {@code most}. */
    @Nullable
    Found find(Key key, Duration most) {
        Kept one = kept.getIfPresent(key);
        if (one == null) {
            return null;
        }
        long ageNanos = Math.max(0, time.nanos() - one.sinceNanos); // another loop may have read the clock just now
        return ageNanos <= most.toNanos() ? new Found(one.answer, Duration.ofNanos(ageNanos)) : null;
    }

    /** Keeps an outcome for so long, in place of the one before, if it is an answer that can be kept. */
    void keep(Key key, Outcome outcome, Duration keep) {
        if (outcome instanceof Outcome.Answer answer
                && answer.payload() instanceof Payload.Whole(var fields)
                && answer.quality() == Quality.FULL
                && !(answer.followUp() instanceof FollowUp.Promised)
                && !isCached(answer.source())) {
            int weight = (int) Math.min(Integer.MAX_VALUE, Weight.ENTRY + Weight.of(fields));
            kept.put(key, new Kept(answer, time.nanos(), keep.toNanos(), weight));
        }
    }

    private static boolean isCached(Source source) {
        return switch (source) {
            case Source.Cache _ -> true;
            case Source.Flow flow -> flow.branches().values().stream().anyMatch(AnswerCache::isCached);
            case Source.Backend _, Source.Rule _ -> false;
        };
    }

    /** Changes what all entries may weigh together, in bytes. What is over goes at once. */
    public void bound(long most) {
        eviction().setMaximum(most);
    }

    /** What all entries weigh together, in bytes, about. Not on an event loop. */
    public long weight() {
        kept.cleanUp();
        return eviction().weightedSize().orElseThrow();
    }

    /** How many answers are held. Not on an event loop. */
    public long entries() {
        kept.cleanUp();
        return kept.estimatedSize();
    }

    /** How many answers went because there was no room, since the beginning. */
    public long evicted() {
        return evicted.sum();
    }

    private Policy.Eviction<Key, Kept> eviction() {
        return kept.policy().eviction().orElseThrow();
    }
}
