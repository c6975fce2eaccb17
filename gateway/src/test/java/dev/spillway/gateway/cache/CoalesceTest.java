package dev.spillway.gateway.cache;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Piece;
import dev.spillway.core.Purse;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.HeardOffers;
import dev.spillway.core.testing.LayerTck;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalesceTest extends LayerTck {
    /** A loop in name only: what others hand to it runs when the test lets it. */
    private static final class Loop implements Executor {
        final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private final Loop one = new Loop();
    private final Loop other = new Loop();
    private Loop here = one;
    private final Coalesce coalesce = new Coalesce(new Keying("route", "1"), () -> here, Observer.NONE, time);

    @Override
    protected Layer roomy() {
        return coalesce;
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(coalesce.attempts()).isZero();
        assertThat(one.tasks).isEmpty();
        assertThat(other.tasks).isEmpty();
    }

    /** Asks on this loop. */
    private Client askOn(Loop loop, Call call) {
        here = loop;
        return leaks.ask(in(coalesce, inner), call);
    }

    /** Calls through one layer that are equal share an attempt, which is what this layer is for. */
    @Override
    @Test
    protected void callsThroughOneLayerDoNotDisturbEachOther() {
        inner.answersAfter(ms(20), answer("first")).answersAfter(ms(20), answer("second"));
        Client first = ask(coalesce, inner);
        time.advance(ms(10));
        Client second = ask(coalesce, inner);

        first.leaves();
        assertCancelled(first);
        assertThat(second.hasOutcome()).isFalse();
        time.advance(ms(10));

        assertThat(second.outcome()).isEqualTo(answer("first"));
        assertThat(inner.started()).isEqualTo(1);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void equalCallsOnAllLoopsShareOneAttemptAndHearOfItOnTheirOwn() {
        inner.answersAfter(ms(20), answer("yes"));
        Client first = askOn(one, leaks.call(ms(1000)));
        Client second = askOn(other, leaks.call(ms(1000)));
        time.advance(ms(20));

        assertThat(first.outcome()).isEqualTo(answer("yes"));
        assertThat(second.hasOutcome()).isFalse();
        other.runAll();
        assertThat(second.outcome()).isEqualTo(answer("yes"));
        assertThat(inner.started()).isEqualTo(1);
    }

    @Test
    void callsThatDifferDoNot() {
        inner.answersAfter(ms(20), answer("yes"));
        askOn(one, leaks.call(ms(1000)));
        askOn(one, leaks.calls().input(Map.of("a", 1L)).call(ms(1000)));
        time.advance(ms(20));

        assertThat(inner.started()).isEqualTo(2);
    }

    @Test
    void attemptThatIsOverIsNotJoined() {
        inner.answersAfter(ms(20), answer("first")).answersAfter(ms(20), answer("second"));
        askOn(one, leaks.call(ms(1000)));
        time.advance(ms(20));
        Client next = askOn(one, leaks.call(ms(1000)));
        time.advance(ms(20));

        assertThat(next.outcome()).isEqualTo(answer("second"));
    }

    @Test
    void theLastOneToLeaveCancelsTheAttemptOnItsLoop() {
        inner.never();
        Client first = askOn(one, leaks.call(ms(1000)));
        Client second = askOn(other, leaks.call(ms(1000)));
        first.leaves();
        assertThat(inner.cancelled()).isZero();

        second.leaves();
        assertCancelled(second);
        assertThat(inner.cancelled()).as("not from another loop").isZero();
        one.runAll();
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void attemptThatAllHaveLeftIsNotJoinedThoughItRuns() {
        inner.never().answersAfter(ms(20), answer("second"));
        askOn(one, leaks.call(ms(1000)));
        Client second = askOn(other, leaks.call(ms(1000)));
        leaks.scopes().getFirst().cancel();
        second.leaves();
        Client third = askOn(other, leaks.call(ms(1000)));
        one.runAll();
        time.advance(ms(20));

        assertThat(third.outcome()).isEqualTo(answer("second"));
    }

    @Test
    void eachWaiterKeepsItsOwnDeadline() {
        inner.answersAfter(ms(50), answer("yes"));
        Step bounded = Layer.stack(List.of(new Within(ms(1000), time), coalesce), inner);
        Client first = leaks.ask(bounded, leaks.call(ms(100)));
        Client hasty = leaks.ask(bounded, leaks.call(ms(30)));
        time.advance(ms(30));

        assertFailed(hasty, Failure.TIMED_OUT);
        assertThat(first.hasOutcome()).isFalse();
        time.advance(ms(20));
        assertThat(first.outcome()).isEqualTo(answer("yes"));
        assertThat(inner.started()).isEqualTo(1);
    }

    @Test
    void waiterWithMoreTimeThanTheAttemptWasBegunWithMakesItsOwnWhichOthersJoin() {
        inner.answersAfter(ms(90), answer("first")).answersAfter(ms(90), answer("second"));
        Client first = askOn(one, leaks.call(ms(100)));
        Client patient = askOn(one, leaks.call(ms(112)));
        Client third = askOn(one, leaks.call(ms(112)));
        time.advance(ms(90));

        assertThat(inner.started()).isEqualTo(2);
        assertThat(first.outcome()).isEqualTo(answer("first"));
        assertThat(patient.outcome()).isEqualTo(answer("second"));
        assertThat(third.outcome()).isEqualTo(answer("second"));
    }

    @Test
    void laterWaiterWithTheSameBudgetJoinsAndHasAsLongAnAttempt() {
        inner.never();
        Client first = askOn(one, leaks.call(ms(100)));
        time.advance(ms(99));
        Client late = askOn(one, leaks.call(ms(100)));
        time.advance(ms(1));

        assertThat(inner.started()).isEqualTo(1);
        assertFailed(first, Failure.TIMED_OUT);
        assertFailed(late, Failure.TIMED_OUT);
    }

    @Test
    void attemptHasTheTimeOfItsFirstCallerToTheEndThoughThatOneLeaves() {
        inner.never();
        Client first = askOn(one, leaks.call(ms(100)));
        askOn(one, leaks.call(ms(100)));
        first.leaves();
        time.advance(ms(99));
        assertThat(inner.cancelled()).isZero();

        time.advance(ms(1));
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void offersReachAllWhoWaitAndThoseWhoComeLater() {
        inner.offersAfter(ms(5), degraded(0.3))
                .offersAfter(ms(6), degraded(0.4))
                .offersAfter(ms(15), degraded(0.6))
                .answersAfter(ms(20), answer("yes"));
        HeardOffers first = new HeardOffers();
        HeardOffers second = new HeardOffers();
        HeardOffers late = new HeardOffers();
        askOn(one, leaks.calls().offers(first).call(ms(1000)));
        askOn(other, leaks.calls().offers(second).call(ms(1000)));
        time.advance(ms(10));
        assertThat(second.answers()).as("not from another loop").isEmpty();
        askOn(other, leaks.calls().offers(late).call(ms(1000)));
        time.advance(ms(10));
        other.runAll();

        assertThat(first.answers()).containsExactly(degraded(0.3), degraded(0.4), degraded(0.6));
        assertThat(second.answers()).containsExactly(degraded(0.3), degraded(0.4), degraded(0.6));
        assertThat(late.answers())
                .startsWith(degraded(0.4))
                .endsWith(degraded(0.6))
                .doesNotContain(degraded(0.3));
    }

    @Test
    void theFirstCallerPaysAlsoWhenItHasLeft() {
        Purse payer = leaks.watch(Purse.of(new Money(100)));
        Purse guest = leaks.watch(Purse.of(new Money(100)));
        inner.costs(new Money(7)).answersAfter(ms(20), answer("yes"));
        Client first = askOn(one, leaks.calls().purse(payer).call(ms(1000)));
        askOn(one, leaks.calls().purse(guest).call(ms(1000)));
        first.leaves();
        time.advance(ms(20));

        assertThat(payer.spent()).isEqualTo(new Money(7));
        assertThat(guest.spent()).isEqualTo(Money.ZERO);
    }

    @Test
    void eachJournalHoldsWhatHappenedAndOnlyThePayersItsCost() {
        Step priced = call -> {
            Entry entry = call.journal().entry();
            if (entry != null) {
                entry.spend(new Money(7));
            }
            return inner.run(call);
        };
        inner.answersAfter(ms(20), answer(0.9));
        Step step = Layer.stack(List.of(coalesce, new Observe(Entry.Kind.BACKEND, "large", Observer.NONE)), priced);
        Call payer = leaks.call(ms(1000));
        Call guest = leaks.call(ms(1000));
        leaks.ask(step, payer);
        here = other;
        leaks.ask(step, guest);
        time.advance(ms(20));
        other.runAll();

        assertThat(payer.journal().entries()).extracting(Entry::path).containsExactly("large");
        assertThat(payer.journal().entries().getFirst().cost()).isEqualTo(new Money(7));
        assertThat(guest.journal().entries()).extracting(Entry::path).containsExactly("coalesced", "large");
        Entry joined = guest.journal().entries().getFirst();
        assertThat(joined.kind()).isEqualTo(Entry.Kind.CACHE);
        assertThat(joined.status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(joined.detail()).contains(payer.request().id());
        Entry shared = guest.journal().entries().getLast();
        assertThat(shared.usedNanos()).isEqualTo(ms(20).toNanos());
        assertThat(shared.cost()).isEqualTo(Money.ZERO);
    }

    @Test
    void whoLeavesJournalsWhatHappenedSoFar() {
        inner.answersAfter(ms(20), answer("yes"));
        Step step = Layer.stack(List.of(coalesce, new Observe(Entry.Kind.BACKEND, "large", Observer.NONE)), inner);
        Call leaving = leaks.call(ms(1000));
        Client first = leaks.ask(step, leaving);
        leaks.ask(step, leaks.call(ms(1000)));
        time.advance(ms(5));
        first.leaves();
        time.advance(ms(15));

        Entry entry = leaving.journal().entries().getFirst();
        assertThat(entry.status()).isEqualTo(Entry.Status.LATE);
        assertThat(entry.usedNanos()).isEqualTo(ms(5).toNanos());
    }

    @Test
    void bugReachesEachWaiterOnce() {
        IllegalStateException bug = new IllegalStateException("a bug, as scripted");
        inner.failsItsFutureAfter(ms(20), bug);
        Client first = askOn(one, leaks.call(ms(1000)));
        Client second = askOn(other, leaks.call(ms(1000)));
        time.advance(ms(20));
        other.runAll();

        assertThat(first.bug()).isSameAs(bug);
        assertThat(second.bug()).isSameAs(bug);
    }

    @Test
    void streamIsForTheFirstCallerAndTheOthersAskForThemselves() {
        inner.streams(ms(10), ms(5), "a").answersAfter(ms(10), answer("alone"));
        Client first = askOn(one, leaks.call(ms(1000)));
        Client second = askOn(other, leaks.call(ms(1000)));
        time.advance(ms(10));
        other.runAll();
        time.advance(ms(10));

        assertThat(first.pieces()).contains(new Piece.Token("a")).hasSize(2);
        assertThat(second.outcome()).isEqualTo(answer("alone"));
    }

    @Test
    void streamThatTheFirstCallerNoLongerWantsIsCancelled() {
        inner.streams(ms(10), ms(5), "a").answersAfter(ms(10), answer("alone"));
        Client first = askOn(one, leaks.call(ms(1000)));
        Client second = askOn(one, leaks.call(ms(1000)));
        first.leaves();
        time.advance(ms(20));

        assertThat(inner.cancelled()).isEqualTo(1);
        assertThat(second.outcome()).isEqualTo(answer("alone"));
    }

    @Test
    void promiseIsForTheFirstCallerAlone() {
        Outcome promise = answer("yes").with(new FollowUp.Promised(FollowUp.Kind.BETTER, "", new Handle("h-1"), true));
        inner.endsAfter(ms(10), promise).answersAfter(ms(10), answer("alone"));
        Client first = askOn(one, leaks.call(ms(1000)));
        Client second = askOn(one, leaks.call(ms(1000)));
        time.advance(ms(20));

        assertThat(first.outcome()).isEqualTo(promise);
        assertThat(second.outcome()).isEqualTo(answer("alone"));
    }

    @Test
    void waitersAreBoundedAndTheNextBeginAnotherAttempt() {
        inner.answersAfter(ms(20), answer("yes"));
        for (int i = 0; i < Coalesce.WAITERS_MOST + 1; i++) {
            askOn(one, leaks.call(ms(1000)));
        }
        time.advance(ms(20));

        assertThat(inner.started()).isEqualTo(2);
    }
}
