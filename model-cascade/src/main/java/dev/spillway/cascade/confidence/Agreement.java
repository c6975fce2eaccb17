package dev.spillway.cascade.confidence;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
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
 * Asks a step several times and lets the answers vote: the confidence is the share of those that agree with the majority,
 * and the answer is the majority's first. For steps that draw their answers: one that always says the same agrees with
 * itself.
 *
 * <p>Stops as soon as no further vote could change the majority, when the time or the money for another sample is missing,
 * and at the budget with what there is. A sample whose reply can't be used agrees with none; one that failed in another
 * way does not count. One answer alone is of unknown confidence. Until the vote is over its leader is offered, with unknown
 * confidence.
 *
 * @param samples how many at most, from {@value #LEAST} to {@value #MOST}
 * @param atOnce how many of them in parallel, 1 or more: fewer wait longer and cost less
 * @param vote what of an answer is compared; null where it says nothing that another could agree with
 */
public record Agreement(int samples, int atOnce, Vote vote, Time time) implements Layer {
    private static final int LEAST = 2;
    private static final int MOST = 9;

    public Agreement {
        if (samples < LEAST || samples > MOST || atOnce < 1) {
            throw new IllegalArgumentException("from " + LEAST + " to " + MOST
                    + " samples, 1 or more of them at once, not " + samples + " and " + atOnce);
        }
    }

    @Override
    public Step around(Step inner) {
        return call -> call.budget().leftNanos(time) == 0
                ? Outcome.refused(Refusal.NO_BUDGET, "no time was left to begin")
                : new Poll(call, inner).run();
    }

    /** The vote on one call. */
    private final class Poll {
        private final Call call;
        private final Step inner;
        private final Scope scope;
        private final Promise<Outcome> outcome = Promise.promise();
        private final Ballot ballot = new Ballot();
        private final List<AsyncResult<Outcome>> lost = new ArrayList<>();
        private final long grantedNanos;
        private int begun;
        private int running;
        private long longestNanos;
        private boolean isEnough; // no further sample is begun
        private boolean decided;

        Poll(Call call, Step inner) {
            this.call = call;
            this.inner = inner;
            this.scope = call.scope().fork();
            this.grantedNanos = call.budget().leftNanos(time);
            scope.onCancel(this::abandon);
        }

        Future<Outcome> run() {
            Time.Timer timer = time.after(Duration.ofNanos(grantedNanos), this::timeIsUp);
            scope.onEnd(timer::cancel);
            goOn();
            return outcome.future();
        }

        private void goOn() {
            while (!decided && !isEnough && begun < samples && running < atOnce) {
                begin();
            }
            if (!decided && running == 0) {
                conclude();
            }
        }

        private void begin() {
            Scope sample = scope.fork();
            long startNanos = time.nanos();
            begun++;
            running++;
            inner.run(call.with(sample))
                    .map(ended -> heard(ended, sample, startNanos))
                    .andThen(_ -> sample.end())
                    .onComplete(ended -> {
                        running--;
                        if (!decided && !scope.isOver()) {
                            counted(ended);
                        }
                    });
        }

        private Outcome heard(Outcome ended, Scope sample, long startNanos) {
            if (decided || scope.isOver()) {
                return ended;
            }
            switch (ended) {
                case Outcome.Answer answer -> {
                    if (answer.payload() instanceof Payload.Stream) {
                        sample.cancel(); // no one reads it
                        return Outcome.Failed.because(Failure.BAD_REPLY, "a stream can't be compared with others");
                    }
                    longestNanos = Math.max(longestNanos, time.nanos() - startNanos);
                    ballot.count(answer, vote.of(answer));
                }
                case Outcome.Failed failed -> {
                    if (failed.why() == Failure.BAD_REPLY) {
                        ballot.countUnusable();
                    }
                }
                case Outcome.Refused _ -> isEnough = true; // for want of time or money, which do not grow
                case Outcome.Deferred _ -> {} // no answer, and no failure
            }
            return ended;
        }

        private void counted(AsyncResult<Outcome> ended) {
            if (!(ended.result() instanceof Outcome.Answer)) {
                lost.add(ended);
            }
            Outcome.Answer leader = ballot.leader();
            if (leader != null) {
                if (ballot.isSettled(running + (isEnough ? 0 : samples - begun))) {
                    conclude();
                    return;
                }
                call.offers().offer(leader.with(Confidence.unknown()).with(Quality.DEGRADED));
                isEnough |= call.budget().leftNanos(time) < longestNanos;
            }
            goOn();
        }

        private void timeIsUp() {
            if (lost.isEmpty() && ballot.leader() == null) {
                lost.add(Future.succeededFuture(Outcome.Failed.because(
                        Failure.TIMED_OUT, "no sample within " + Duration.ofNanos(grantedNanos))));
            }
            conclude();
        }

        /** Ends the vote with what there is. */
        private void conclude() {
            decided = true;
            Outcome.Answer leader = ballot.leader();
            Future<Outcome> what = leader == null ? lost() : Future.succeededFuture(leader.with(ballot.share()));
            what.andThen(_ -> scope.end()).onComplete(outcome);
        }

        /** Why there is no answer: the first reason, unless that is a refusal and something was attempted later. */
        private Future<Outcome> lost() {
            AsyncResult<Outcome> first = lost.getFirst();
            for (AsyncResult<Outcome> one : lost) {
                if (first.result() instanceof Outcome.Refused && !(one.result() instanceof Outcome.Refused)) {
                    first = one;
                }
            }
            return first.succeeded() ? Future.succeededFuture(first.result()) : Future.failedFuture(first.cause());
        }

        private void abandon() {
            if (!decided) {
                decided = true;
                outcome.complete(Outcome.Failed.cancelled("no longer wanted"));
            }
        }
    }
}
