package dev.spillway.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.spillway.core.Outcome;
import dev.spillway.core.Time;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The answers kept for one tenant. Thread-safe. */
final class TenantAnswers {
    /**
     * An answer and its time.
     *
     * @param sinceNanos when it was given
     * @param keepNanos the last age at which it may serve at all
     */
    record Kept(Outcome.Answer answer, long sinceNanos, long keepNanos, int weight) {}

    private final Cache<Key, Kept> kept;
    private final AtomicLong weight = new AtomicLong();
    private final LongConsumer total;

    /**
     * No answers yet.
     *
     * @param max what they may weigh, in bytes
     * @param total hears of each change of their weight
     * @param onEvicted called for each answer that goes because there is no room
     */
    TenantAnswers(long max, Time time, LongConsumer total, Runnable onEvicted) {
        this.total = total;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(max)
                .weigher((Key key, Kept one) -> one.weight)
                .expireAfter(Expiry.<Key, Kept>creating((key, one) -> Duration.ofNanos(one.keepNanos + 1)))
                .ticker(time::nanos)
                .executor(Runnable::run) // a little work now and then, on whichever loop: no thread of its own
                .removalListener((@Nullable Key key, @Nullable Kept one, RemovalCause why) -> {
                    if (one != null) {
                        weigh(-one.weight);
                    }
                    if (why == RemovalCause.SIZE) {
                        onEvicted.run();
                    }
                })
                .build();
    }

    @Nullable
    Kept find(Key key) {
        return kept.getIfPresent(key);
    }

    void keep(Key key, Kept one) {
        weigh(one.weight);
        kept.put(key, one);
    }

    /** What they weigh together, in bytes; those that are too old, but have not gone yet, included. */
    long weight() {
        return weight.get();
    }

    long entries() {
        return kept.estimatedSize();
    }

    /** Lets go of what is too old. */
    void cleanUp() {
        kept.cleanUp();
    }

    void bound(long max) {
        eviction().setMaximum(max);
    }

    /** Lets go of the least useful ones until they weigh so much or less. */
    void shrinkTo(long target) {
        long max = eviction().getMaximum();
        eviction().setMaximum(target);
        eviction().setMaximum(max);
    }

    private void weigh(long change) {
        weight.addAndGet(change);
        total.accept(change);
    }

    private Policy.Eviction<Key, Kept> eviction() {
        return kept.policy().eviction().orElseThrow();
    }
}
