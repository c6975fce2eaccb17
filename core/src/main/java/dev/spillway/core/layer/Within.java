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
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds a step: its outcome, and the last token of it, come within {@code most} and within the call's budget.
 *
 * <p>When time is up the work is cancelled, and the best answer that was offered is the outcome; a timeout where there was
 * none. A stream that is cut ends as broken, never as whole.
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
        private boolean decided;
        private Outcome.@Nullable Answer best;
        private Supplier<Partial> soFar = () -> Partial.NONE;
        private @Nullable Promise<Piece> reader; // of a streamed answer: what it waits for
        private Piece cut = new Piece.Broken(Failure.CANCELLED, "no longer wanted");

        Bounded(Call call, Scope scope, long grantedNanos) {
            this.call = call;
            this.scope = scope;
            this.grantedNanos = grantedNanos;
        }

        Future<Outcome> run(Step inner, Budget budget) {
            Time.Timer timer = time.after(Duration.ofNanos(grantedNanos), this::timeIsUp);
            scope.onEnd(timer::cancel);
            scope.onCancel(this::abandon);
            inner.run(call.with(budget).with(scope).with((Offers) this)).onComplete(result -> {
                if (decided) {
                    return;
                }
                if (result.failed()) {
                    decided = true;
                    outcome.fail(result.cause());
                    scope.end();
                } else if (result.result() instanceof Outcome.Answer answer
                        && answer.payload() instanceof Payload.Stream stream) {
                    decide(answer.with(new Payload.Stream(bounded(stream.pieces()))));
                } else {
                    scope.end();
                    decide(result.result());
                }
            });
            return outcome.future();
        }

        private void timeIsUp() {
            cut = new Piece.Broken(
                    Failure.TIMED_OUT, "the stream did not end within " + Duration.ofNanos(grantedNanos));
            boolean first = !decided;
            decided = true; // so that what the cancelled work still says is not heard
            scope.cancel();
            if (first) {
                outcome.complete(best != null ? best : timedOut());
            }
        }

        private Outcome timedOut() {
            String detail = "no answer within " + Duration.ofNanos(grantedNanos);
            return new Outcome.Failed(Failure.TIMED_OUT, detail, soFar.get());
        }

        private void abandon() {
            decide(Outcome.Failed.cancelled("no longer wanted"));
            if (reader != null) {
                reader.tryComplete(cut);
            }
        }

        private void decide(Outcome what) {
            if (!decided) {
                decided = true;
                outcome.complete(what);
            }
        }

        private Pieces bounded(Pieces pieces) {
            return () -> {
                if (scope.isOver()) {
                    return Future.succeededFuture(cut);
                }
                Promise<Piece> next = Promise.promise();
                reader = next;
                pieces.next().onComplete(result -> {
                    if (next.future().isComplete()) {
                        return; // time was up first
                    }
                    if (result.failed() || result.result().isLast()) {
                        reader = null;
                        scope.end();
                    }
                    next.handle(result);
                });
                return next.future();
            };
        }

        @Override
        public void offer(Outcome.Answer interim) {
            if (decided) {
                return;
            }
            if (best == null || !best.isBetterThan(interim)) {
                best = interim;
            }
            call.offers().offer(interim);
        }

        @Override
        public void progress(Supplier<Partial> soFar) {
            this.soFar = soFar;
            call.offers().progress(soFar);
        }
    }
}
