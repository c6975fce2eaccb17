package dev.spillway.cascade;

import dev.spillway.cascade.calibration.TierRule;
import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Scope;
import dev.spillway.core.Source;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a cascade. Confined to the call's event loop. */
final class CascadeRun {
    private static final int LUCK_OF_TIES = 2;

    private final Cascade cascade;
    private final Call call;
    private final Course course;
    private final Scope scope;
    private final Passing passing;
    private final Attempt[] attempts; // by tier; null where it was not asked
    private final boolean drawn;
    private final Promise<Outcome> outcome = Promise.promise();
    private int running;
    private boolean decided;
    private int owed = Integer.MAX_VALUE; // the tier that would have been asked if a later one had not been already
    private Outcome.@Nullable Answer best;
    private int bestTier;
    private @Nullable Outcome fallen;

    CascadeRun(Cascade cascade, Call call) {
        this.cascade = cascade;
        this.call = call;
        this.course = cascade.steering().course();
        this.scope = call.scope().fork();
        this.passing = new Passing(cascade, call);
        this.attempts = new Attempt[cascade.tiers().size()];
        this.drawn = cascade.shadow() != null && cascade.shadow().draws(call);
    }

    Future<Outcome> start() {
        scope.onCancel(this::abandon);
        if (cascade.speculation() != null) {
            cascade.speculation().allowance().earn();
        }
        int entry = course.entry();
        if (passing.goesStraightTo(entry, course.last())) {
            int last = course.last();
            passing.direct(entry, last);
            entry = last;
        }
        if (!ask(entry, entry == course.entry())) {
            concludeWithoutMore();
        }
        return outcome.future();
    }

    // ------------------------------------------------------------------ asking

    /** Asks this tier, or the next one that fits; for want of any answer a smaller one. False where none does. */
    private boolean ask(int wanted, boolean usual) {
        for (int tier = wanted; tier < attempts.length; tier++) {
            if (attempts[tier] == null && passing.lets(tier)) {
                begin(tier, usual && tier == wanted);
                return true;
            }
        }
        for (int tier = wanted - 1; tier >= 0 && best == null && running == 0; tier--) {
            if (attempts[tier] == null && passing.lets(tier)) {
                begin(tier, false);
                return true;
            }
        }
        return false;
    }

    private void begin(int tier, boolean usual) {
        Tier it = cascade.tiers().get(tier);
        Entry entry = call.journal().begin(Entry.Kind.TIER, it.name(), call.budget());
        Call mine = call.with(call.journal().under(entry))
                .with(scope.fork())
                .with(call.purse().part())
                .with((Offers) new Interim(tier));
        Attempt attempt = new Attempt(tier, usual, mine, entry);
        attempts[tier] = attempt;
        running++;
        mine.scope().onEnd(() -> {
            attempt.stopWaiting();
            end(attempt, Outcome.Failed.cancelled("no longer wanted"));
        });
        it.step().run(mine).onComplete(result -> hear(attempt, result));
        if (!attempt.isOver() && !decided) {
            plan(attempt);
        }
    }

    /** Sets the times at which the next tier is asked although this one has not answered. */
    private void plan(Attempt attempt) {
        Speculation speculation = cascade.speculation();
        if (speculation != null && passing.isHard()) {
            hurry(attempt, true);
        } else if (speculation != null) {
            at(attempt, speculation.after().toNanos(), true);
        }
        int next = following(attempt.tier());
        if (next != attempt.tier() && attempts[next] == null) {
            planLastMoment(attempt, cascade.tiers().get(next).neededNanos());
        }
    }

    /** A tier has the time that it should need to itself, half of what is left where no one knows that. */
    private void planLastMoment(Attempt attempt, long neededByNext) {
        long left = call.budget().leftNanos(cascade.time());
        long needed = cascade.tiers().get(attempt.tier()).neededNanos();
        long lastMoment = left - neededByNext;
        if (neededByNext > 0 && lastMoment > (needed > 0 ? needed : left / 2)) {
            at(attempt, lastMoment, false);
        }
    }

    /** The tier to ask where this one turns out not to answer. */
    private int following(int tier) {
        int behind = course.behind(tier);
        return behind == tier ? Math.min(tier + 1, attempts.length - 1) : behind;
    }

    private void at(Attempt attempt, long nanos, boolean speculative) {
        attempt.await(cascade.time().after(Duration.ofNanos(nanos), () -> hurry(attempt, speculative)));
    }

    private void hurry(Attempt attempt, boolean speculative) {
        int next = following(attempt.tier());
        if (attempt.isOver() || decided || next == attempt.tier() || attempts[next] != null || !passing.allows(next)) {
            return;
        }
        if (!speculative
                || (cascade.speculation() != null
                        && cascade.speculation().allowance().take())) {
            begin(next, false);
        }
    }

    // ------------------------------------------------------------------ hearing

    private void hear(Attempt attempt, AsyncResult<Outcome> result) {
        try {
            if (result.failed() && !decided) {
                cascade.observer().defect(attempt.call(), attempt.entry(), result.cause());
            }
            heard(attempt, result.succeeded() ? result.result() : Outcome.Failed.defect(result.cause()));
        } catch (RuntimeException | Error bug) { // the future has no other reader
            decided = true;
            outcome.tryFail(bug);
            scope.cancel();
        }
    }

    private void heard(Attempt attempt, Outcome said) {
        if (attempt.isOver()) {
            return; // its scope is over, and what it says comes too late
        }
        attempt.ended(said);
        running--;
        if (decided || scope.isOver()) {
            end(attempt, said);
            return;
        }
        switch (said) {
            case Outcome.Answer answer -> judge(attempt, answer);
            case Outcome.Deferred deferred -> {
                close(attempt, said);
                conclude(deferred);
            }
            case Outcome.Refused refused -> {
                close(attempt, refused);
                fallen = fallen == null ? refused : fallen;
                goOn(behindTheLost(attempt), false);
            }
            case Outcome.Failed failed -> {
                close(attempt, failed);
                fallen = failed;
                goOn(behindTheLost(attempt), false);
            }
        }
    }

    private void judge(Attempt attempt, Outcome.Answer answer) {
        int tier = attempt.tier();
        Outcome.Answer meant = meant(tier, answer);
        int next = cascade.steering()
                .next(course, tier, meant.confidence(), attempt.isUsual(), Shadow.luck(call, LUCK_OF_TIES + tier));
        attempt.entry().raw(answer.confidence());
        attempt.entry().threshold(course.rules().get(tier).accept());
        if (next == TierRule.ACCEPT) {
            accept(attempt, meant);
        } else {
            attempt.entry().end(meant, "unsure", String.format(Locale.ROOT, "tier %d is asked next", next + 1));
            ended(attempt);
            attempt.call().scope().end();
            hold(tier, meant);
            goOn(next, true);
        }
    }

    private Outcome.Answer meant(int tier, Outcome.Answer answer) {
        Outcome.Answer meant = answer.with(cascade.steering().meaning(tier, answer.confidence()));
        return answer.source() instanceof Source.Backend backend
                ? meant.with((Source) backend.atTier(tier + 1))
                : meant;
    }

    private void accept(Attempt attempt, Outcome.Answer answer) {
        if (answer.payload() instanceof Payload.Stream stream) {
            decided = true;
            cancelOthers(attempt);
            outcome.complete(answer.with(new Payload.Stream(stream.pieces().onLast(_ -> {
                close(attempt, answer);
                scope.end();
            }))));
        } else {
            close(attempt, answer);
            conclude(answer);
        }
    }

    /** Keeps what may have to do: a surer answer before a less sure one, and where that can't be told the larger tier's. */
    private void hold(int tier, Outcome.Answer unsure) {
        if (unsure.payload() instanceof Payload.Stream || (best != null && !isBetter(tier, unsure, best))) {
            return;
        }
        best = unaccepted(unsure);
        bestTier = tier;
        call.offers().offer(best);
    }

    private static Outcome.Answer unaccepted(Outcome.Answer answer) {
        return answer.with(answer.quality().and(Quality.DEGRADED))
                .with((FollowUp) new FollowUp.Wanted(FollowUp.Kind.BETTER, "no tier was sure enough"));
    }

    private boolean isBetter(int tier, Outcome.Answer unsure, Outcome.Answer held) {
        return unsure.confidence().isAbove(held.confidence())
                || (tier >= bestTier && !held.confidence().isAbove(unsure.confidence()));
    }

    /** Passes on what a tier offers while it is still at work, such as an answer that a verifier looks at. */
    private final class Interim implements Offers {
        private final int tier;

        Interim(int tier) {
            this.tier = tier;
        }

        @Override
        public void offer(Outcome.Answer interim) {
            Attempt attempt = attempts[tier];
            if (!decided && attempt != null && !attempt.isOver()) {
                call.offers().offer(unaccepted(meant(tier, interim)));
            }
        }

        @Override
        public void progress(Supplier<Partial> soFar) {
            // a part of one tier's answer is of no use to anyone
        }
    }

    /** The tier to ask where one has no answer: the one that was passed over because that one was asked early, if there is one. */
    private int behindTheLost(Attempt lost) {
        int next = Math.min(owed, lost.tier() + 1);
        owed = Integer.MAX_VALUE;
        return next;
    }

    private void goOn(int next, boolean usual) {
        if (decided) {
            return; // who heard the offer has ended the call
        }
        for (int tier = Math.min(next, attempts.length); tier < attempts.length; tier++) {
            if (attempts[tier] != null && !attempts[tier].isOver()) {
                owed = next; // it, or a larger one, is being asked already
                return;
            }
        }
        if (!ask(next, usual) && running == 0) {
            concludeWithoutMore();
        }
    }

    // ------------------------------------------------------------------ ending

    private void concludeWithoutMore() {
        if (best != null) {
            conclude(best);
        } else {
            conclude(fallen != null ? fallen : passing.refusal());
        }
    }

    private void conclude(Outcome what) {
        decided = true;
        scope.end();
        outcome.complete(what);
        if (drawn && cascade.shadow() != null) {
            new ShadowRun(cascade, cascade.shadow(), call, attempts).start();
        }
    }

    private void abandon() {
        if (!decided) {
            decided = true;
            outcome.complete(Outcome.Failed.cancelled("no longer wanted"));
        }
    }

    private void cancelOthers(Attempt winner) {
        for (Attempt attempt : attempts) {
            if (attempt != null && attempt != winner && !attempt.isOver()) {
                attempt.call().scope().cancel();
            }
        }
    }

    private void close(Attempt attempt, Outcome said) {
        end(attempt, said);
        attempt.call().scope().end();
    }

    private void end(Attempt attempt, Outcome said) {
        if (attempt.entry().isRunning()) {
            attempt.entry().end(said);
            ended(attempt);
        }
    }

    private void ended(Attempt attempt) {
        attempt.entry().spend(attempt.call().purse().spent());
        cascade.observer().ended(attempt.call(), attempt.entry());
    }
}
