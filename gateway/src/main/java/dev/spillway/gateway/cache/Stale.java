package dev.spillway.gateway.cache;

import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Fallback;
import dev.spillway.core.layer.Observer;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Answers with what the cache has, old as it may be, where there is no other answer; as degraded, and with its age. Where it has
 * nothing that is young enough, the outcome stays as it fell.
 *
 * @param most the largest age, zero or more
 */
public record Stale(AnswerCache cache, Keying keying, Duration most, Observer observer, Time time) implements Fallback {
    public Stale {
        if (most.isNegative()) {
            throw new IllegalArgumentException("an age is zero or more, not " + most);
        }
    }

    @Override
    public Step after(Outcome fallen) {
        return call -> {
            Entry entry = call.journal().begin(Entry.Kind.CACHE, "stale", call.budget());
            AnswerCache.Found found = cache.find(call.caller().tenant(), keying.of(call), most);
            Outcome outcome = fallen;
            if (found == null) {
                entry.end(Entry.Status.SKIPPED, "miss", "");
            } else {
                Outcome.Answer answer = found.as(Quality.DEGRADED);
                entry.end(answer, "stale", "");
                outcome = answer;
            }
            observer.ended(call, entry);
            return Future.succeededFuture(outcome);
        };
    }
}
