package dev.spillway.gateway.cache;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Quality;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Answers from the cache while the entry is fresh; keeps what the step answers.
 *
 * <p>An entry that is a little too old still answers, as degraded, while it is renewed: no caller waits for that. A hit costs
 * nothing, and is the full answer that it was.
 */
public final class Fresh implements Layer {
    /**
     * How long entries serve.
     *
     * @param ttl as fresh, more than zero
     * @param revalidate after that, as degraded and while they are renewed, zero or more
     * @param stale to those who have no other answer, counted from the beginning as {@code ttl} is
     */
    public record Ages(Duration ttl, Duration revalidate, Duration stale) {
        public Ages {
            if (ttl.isNegative() || ttl.isZero() || revalidate.isNegative() || stale.isNegative()) {
                throw new IllegalArgumentException("a ttl is more than zero, and the rest zero or more, not " + ttl
                        + ", " + revalidate + ", " + stale);
            }
        }

        private Duration served() {
            return ttl.plus(revalidate);
        }

        private Duration kept() {
            return served().compareTo(stale) >= 0 ? served() : stale;
        }
    }

    private final AnswerCache cache;
    private final Keying keying;
    private final Ages ages;
    private final Refresh refresh;
    private final Observer observer;

    /**
     * A layer of one route.
     *
     * @param most the time that a renewal has
     * @param purses what a renewal is paid from: never the caller's purse
     * @param observer hears of hits and misses
     */
    public Fresh(
            AnswerCache cache,
            Keying keying,
            Ages ages,
            Duration most,
            Supplier<Purse> purses,
            Observer observer,
            Time time) {
        this.cache = cache;
        this.keying = keying;
        this.ages = ages;
        this.refresh = new Refresh(most, purses, observer, time);
        this.observer = observer;
    }

    @Override
    public Step around(Step inner) {
        Step renewing = refresh.bounded(inner);
        return call -> {
            Key key = keying.of(call);
            String tenant = call.caller().tenant();
            AnswerCache.Found found = cache.find(tenant, key, ages.served());
            Entry entry = call.journal().begin(Entry.Kind.CACHE, "cache", call.budget());
            if (found == null) {
                entry.end(Entry.Status.SKIPPED, "miss", "");
                observer.ended(call, entry);
                return inner.run(call).andThen(result -> {
                    if (result.succeeded()) {
                        cache.keep(tenant, key, result.result(), ages.kept());
                    }
                });
            }
            boolean fresh = found.age().compareTo(ages.ttl) <= 0;
            if (!fresh) {
                refresh.begin(key, call, renewing, renewed -> cache.keep(tenant, key, renewed, ages.kept()));
            }
            return Future.succeededFuture(
                    hit(call, entry, found, fresh ? "hit" : "stale", fresh ? Quality.FULL : Quality.DEGRADED));
        };
    }

    private Outcome hit(Call call, Entry entry, AnswerCache.Found found, String reason, Quality quality) {
        Outcome.Answer answer = found.as(quality);
        entry.end(answer, reason, "");
        observer.ended(call, entry);
        return answer;
    }
}
