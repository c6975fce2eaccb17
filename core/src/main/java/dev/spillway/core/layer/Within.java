package dev.spillway.core.layer;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Refusal;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds a step: its outcome, and the last token of it, come within {@code most} and within the call's budget.
 *
 * <p>When time is up the work is cancelled, and the best answer that was offered is the outcome; a timeout where there was
 * none. The best offer also stands in where the step ends earlier without an answer: no better one comes. A stream that is
 * cut ends as broken, never as whole.
 *
 * @param most more than zero
 */
public record Within(Duration most, Time time) implements Layer {
    public Within {
        if (most.isNegative() || most.isZero()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + most);
        }
    }

    @Override
    public Step around(Step inner) {
        return call -> {
            Budget budget = call.budget().atMost(most, time);
            long leftNanos = budget.leftNanos(time);
            if (leftNanos == 0) {
                return Outcome.refused(Refusal.NO_BUDGET, "no time was left to begin");
            }
            return new Bounded(call, call.scope().fork(), leftNanos).run(inner, budget);
        };
    }

    /** One call under its bound. */
    private final class Bounded implements Offers {
        private final Call call;
        private final Scope scope;
        private final long grantedNanos;
        private final Promise<Outcome> outcome = Promise.promise();
        private final Best best = new Best();
        private boolean decided;
        private Supplier<Partial> soFar = () -> Partial.NONE;
        private @Nullable Promise<Piece> reader; // of a streamed answer: what it waits for
        private Piece cut = new Piece.Broken(Failure.CANCELLED, "no longer wanted");

        Bounded(Call call, Scope scope, long grantedNanos) {
            this.call = call;
            this.scope = scope;
            this.grantedNanos = grantedNanos;
        }

        Future<Outcome> run(Step inner, Budget budget) {
            scope.onCancel(this::abandon); // the last of what a cancellation does
            Time.Timer timer = time.after(Duration.ofNanos(grantedNanos), this::timeIsUp);
            scope.onEnd(timer::cancel);
            inner.run(call.with(budget).with(scope).with((Offers) this)).onComplete(this::ended);
            return outcome.future();
        }

        private void ended(AsyncResult<Outcome> result) {
            if (decided || scope.isCancelled()) {
                return; // where it was cancelled this very moment, it is abandoned next
            }
            decided = true;
            if (result.result() instanceof Outcome.Answer answer
                    && answer.payload() instanceof Payload.Stream(Pieces pieces)) {
                outcome.complete(answer.with(new Payload.Stream(bounded(pieces))));
            } else {
                conclude(orBest(result), scope::end);
            }
        }

        private void timeIsUp() {
            cut = new Piece.Broken(
                    Failure.TIMED_OUT, "the stream did not end within " + Duration.ofNanos(grantedNanos));
            if (decided) {
                scope.cancel();
            } else {
                decided = true; // so that what the cancelled work still says is not heard
                Outcome.Answer offered = best.answer();
                conclude(
                        offered != null
                                ? Future.succeededFuture(offered)
                                : Future.succeededFuture(soFar).map(this::timedOut),
                        scope::cancel);
            }
        }

        /** Lets go of everything before anyone hears the outcome. A bug in that is the outcome. */
        private void conclude(Future<Outcome> what, Runnable end) {
            what.andThen(_ -> end.run()).onComplete(outcome);
        }

        private Future<Outcome> orBest(AsyncResult<Outcome> result) {
            Outcome.Answer offered = best.answer();
            if (result.failed()) {
                return offered != null ? Future.succeededFuture(offered) : Future.failedFuture(result.cause());
            }
            return Future.succeededFuture(
                    switch (result.result()) {
                        case Outcome.Answer answer -> answer;
                        case Outcome.Deferred deferred -> deferred;
                        case Outcome.Refused refused -> offered != null ? offered : refused;
                        case Outcome.Failed failed -> offered != null ? offered : failed;
                    });
        }

        private Outcome timedOut(Supplier<Partial> soFar) {
            String detail = "no answer within " + Duration.ofNanos(grantedNanos);
            return new Outcome.Failed(Failure.TIMED_OUT, detail, soFar.get());
        }

        private void abandon() {
            if (!decided) {
                decided = true;
                outcome.complete(Outcome.Failed.cancelled("no longer wanted"));
            }
            if (reader != null) {
                reader.tryComplete(cut);
            }
        }

        private Pieces bounded(Pieces pieces) {
            Pieces ending = pieces.onLast(_ -> scope.end());
            return () -> {
                if (scope.isOver()) {
                    return Future.succeededFuture(cut);
                }
                Promise<Piece> next = Promise.promise();
                reader = next;
                ending.next().onComplete(piece -> {
                    if (!scope.isCancelled()) { // then it is cut, whatever the cancelled work still says
                        next.handle(piece);
                    }
                });
                return next.future();
            };
        }

        @Override
        public void offer(Outcome.Answer interim) {
            if (!decided) {
                best.hear(interim);
                call.offers().offer(interim);
            }
        }

        @Override
        public void progress(Supplier<Partial> soFar) {
            if (!decided) {
                this.soFar = soFar;
                call.offers().progress(soFar);
            }
        }
    }
}
