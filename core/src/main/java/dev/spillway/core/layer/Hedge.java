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

/**
 * Starts a second attempt when the first is slow; the first answer wins and the other attempt is cancelled.
 *
 * <p>Only for steps whose work may be done, and billed, twice. An attempt that ends without an answer leaves the race to
 * the other one; where both have none, the outcome is the first attempt's, unless that was refused and the other one was
 * not: for something was attempted. A streamed answer wins with its first token.
 *
 * @param after how long the first attempt has to itself, zero or more
 * @param allowance the extra attempts that all calls together may make
 */
public record Hedge(Duration after, Allowance allowance, Time time) implements Layer {
    public Hedge {
        if (after.isNegative()) {
            throw new IllegalArgumentException("a first attempt has zero or more to itself, not " + after);
        }
    }

    @Override
    public Step around(Step inner) {
        return call -> new Race(call, inner).run();
    }

    private final class Race {
        private final Call call;
        private final Step inner;
        private final Promise<Outcome> outcome = Promise.promise();
        private final Scope race;
        private final Time.Timer patience;
        private final List<Scope> running = new ArrayList<>(2);
        private final List<AsyncResult<Outcome>> lost = new ArrayList<>(2); // the first attempt's first
        private boolean decided;

        Race(Call call, Step inner) {
            this.call = call;
            this.inner = inner;
            this.race = call.scope().fork();
            race.onCancel(this::abandon);
            this.patience = time.after(after, this::hedge);
            race.onEnd(patience::cancel);
        }

        Future<Outcome> run() {
            allowance.earn();
            attempt();
            return outcome.future();
        }

        private void hedge() {
            if (allowance.take()) {
                attempt();
            }
        }

        private void attempt() {
            boolean first = running.isEmpty();
            Scope scope = race.fork();
            running.add(scope);
            inner.run(call.with(scope))
                    .andThen(result -> {
                        if (!(result.result() instanceof Outcome.Answer)) {
                            scope.end();
                        }
                    })
                    .onComplete(result -> {
                        running.remove(scope);
                        if (!decided && !race.isCancelled()) {
                            patience.cancel(); // no hedge for an attempt that is over
                            ended(scope, first, result);
                        }
                    });
        }

        private void ended(Scope scope, boolean first, AsyncResult<Outcome> result) {
            if (result.result() instanceof Outcome.Answer answer) {
                decided = true;
                Future.<Outcome>succeededFuture(answer)
                        .map(_ -> won(scope, answer))
                        .onComplete(outcome);
                return;
            }
            lost.add(first ? 0 : lost.size(), result);
            if (running.isEmpty()) {
                decided = true;
                race.end();
                outcome.handle(lost.getFirst().result() instanceof Outcome.Refused ? lost.getLast() : lost.getFirst());
            }
        }

        private Outcome won(Scope winner, Outcome.Answer answer) {
            List.copyOf(running).forEach(Scope::cancel);
            return Scoped.endingWith(answer, () -> {
                winner.end();
                race.end();
            });
        }

        private void abandon() {
            if (!decided) {
                decided = true;
                outcome.complete(Outcome.Failed.cancelled("no longer wanted"));
            }
        }
    }
}
