package dev.spillway.core.layer;

import dev.spillway.core.Call;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts a second attempt when the first is slow; the first answer wins and the other attempt is cancelled.
 *
 * <p>Only for steps whose work may be done, and billed, twice. An attempt that ends without an answer leaves the race to
 * the other one; where both have none, the first one's outcome counts. A streamed answer wins with its first token.
 *
 * @param after how long the first attempt has to itself
 * @param allowance the extra attempts that all calls together may make
 */
public record Hedge(Duration after, Allowance allowance, Time time) implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> new Race(call, inner).run();
    }

    private final class Race {
        private final Call call;
        private final Step inner;
        private final Promise<Outcome> outcome = Promise.promise();
        private final Scope race;
        private final List<Scope> running = new ArrayList<>(2);
        private boolean decided;
        private @Nullable AsyncResult<Outcome> firstLost;

        Race(Call call, Step inner) {
            this.call = call;
            this.inner = inner;
            this.race = call.scope().fork();
        }

        Future<Outcome> run() {
            allowance.earn();
            Scope patience = race.fork();
            Time.Timer timer = time.after(after, () -> {
                patience.end();
                if (!decided && allowance.take()) {
                    attempt();
                }
            });
            patience.onEnd(timer::cancel);
            race.onCancel(this::abandon);
            attempt().onEnd(patience::end); // no hedge for an attempt that is over
            return outcome.future();
        }

        private Scope attempt() {
            Scope scope = race.fork();
            running.add(scope);
            inner.run(call.with(scope)).onComplete(result -> {
                running.remove(scope);
                if (decided) {
                    return;
                }
                if (result.succeeded() && result.result() instanceof Outcome.Answer) {
                    win(scope, result.result());
                } else {
                    lose(scope, result);
                }
            });
            return scope;
        }

        private void win(Scope winner, Outcome answer) {
            decided = true;
            List.copyOf(running).forEach(Scope::cancel);
            Outcome won = Scoped.endingWith(answer, winner);
            winner.onEnd(race::end);
            outcome.complete(won);
        }

        private void lose(Scope loser, AsyncResult<Outcome> result) {
            if (firstLost == null) {
                firstLost = result;
            }
            loser.end();
            if (running.isEmpty()) {
                decided = true;
                race.end();
                outcome.handle(firstLost);
            }
        }

        private void abandon() {
            if (!decided) {
                decided = true;
                outcome.complete(Outcome.Failed.cancelled("no longer wanted"));
            }
        }
    }
}
