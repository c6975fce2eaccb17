package dev.spillway.gateway.offload;

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
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Wish;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.offload.EnqueueUnknown;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.StoreRefused;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OffloadTest extends LayerTck {
    private final ScriptedStore store = new ScriptedStore();
    private Duration wait = Duration.ZERO;

    @Override
    protected Layer roomy() {
        return offload(new When.OnRequest());
    }

    private Offload offload(When when) {
        OffloadPlan plan = new OffloadPlan(
                "route",
                when,
                "reasoner",
                ms(20),
                5,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Retry.doubling(4, ms(100), ms(1000)),
                Retention.USUAL,
                "partner",
                Map.of("partner", "", "theirs", "someone-else"),
                new OffloadPlan.Person(Duration.ofHours(8), GiveUp.DIE));
        Acceptance acceptance = new Acceptance(store, (_, _, _) -> Optional.of(wait), time);
        return new Offload(plan, acceptance, Observer.NONE);
    }

    private static When holds(String condition) {
        return new When.Holds(new Language(Set.of("request", "answer"), Limits.DEFAULT)
                .condition(condition)
                .orThrow());
    }

    private Client ask(When when, Calls calls) {
        return leaks.ask(in(offload(when), inner), calls.call(ms(200)));
    }

    private static FollowUp followUp(Client client) {
        return ((Outcome.Answer) client.outcome()).followUp();
    }

    @Test
    void answerGoesOutWithItsHandleOnceThatIsDurable() {
        inner.answersAfter(ms(50), answer(0.9));
        Client client = ask(new When.Always(), leaks.calls());
        time.advance(ms(50));
        assertThat(client.isDone()).isFalse();
        store.commits();
        assertThat(followUp(client))
                .isInstanceOfSatisfying(
                        FollowUp.Promised.class,
                        promised -> assertThat(promised.confirmed()).isTrue());
    }

    @Test
    void answerDoesNotWaitForACommitBeyondTheBudget() {
        inner.answersAfter(ms(180), answer(0.9));
        Client client = ask(new When.Always(), leaks.calls());
        time.advance(ms(199));
        assertThat(client.isDone()).isFalse();
        time.advance(ms(1));
        assertThat(followUp(client)).isInstanceOfSatisfying(FollowUp.Promised.class, promised -> {
            assertThat(promised.confirmed()).isFalse();
            assertThat(promised.handle()).isEqualTo(store.last().handle());
        });
        store.commits(); // too late for this reply
    }

    @Test
    void withNoTimeLeftTheHandleIsUnconfirmedAtOnceAndTheTaskMadeBehindTheReply() {
        inner.answersAfter(ms(200), answer(0.9)); // deaf to its shorter budget
        Client client = ask(new When.Always(), leaks.calls());
        time.advance(ms(199));
        time.advanceToNext();
        assertThat(time.elapsed()).isEqualTo(ms(200));
        assertThat(client.isDone()).isTrue();
        assertThat(store.submitted)
                .as("nothing is encoded or stored before the reply")
                .isEmpty();
        time.advance(ms(0));
        assertThat(followUp(client)).isInstanceOfSatisfying(FollowUp.Promised.class, promised -> {
            assertThat(promised.confirmed()).isFalse();
            assertThat(promised.handle()).isEqualTo(store.last().handle());
        });
        store.commits();
    }

    @Test
    void withNoTimeLeftTheBacklogIsStillHeeded() {
        wait = Duration.ofHours(2);
        inner.answersAfter(ms(200), answer(0.9));
        ask(new When.Always(), leaks.calls());
        time.advance(ms(201));
        assertThat(store.submitted).isEmpty();
    }

    @Test
    void timeForTheCommitIsKeptBackFromTheStepsInside() {
        inner.answers(answer(0.9));
        ask(new When.Always(), leaks.calls());
        store.commits();
        assertThat(inner.calls().getFirst().budget().left(time)).isEqualTo(ms(180));

        inner.answers(answer(0.9));
        ask(new When.OnRequest(), leaks.calls());
        assertThat(inner.calls().getLast().budget().left(time)).isEqualTo(ms(200));
    }

    @Test
    void answerGoesOutWithoutAHandleWhereTheStoreTakesNoTask() {
        store.breaks("the disk is gone");
        inner.answers(answer(0.9));
        Call call = leaks.calls().call(ms(200));
        Client client = leaks.ask(in(offload(new When.Always()), inner), call);
        assertThat(followUp(client)).isInstanceOf(FollowUp.Wanted.class);
        assertThat(call.journal().entries())
                .filteredOn(entry -> entry.kind() == Entry.Kind.OFFLOAD)
                .extracting(Entry::status)
                .containsExactly(Entry.Status.REFUSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = StoreRefused.Reason.class,
            names = {"FULL", "NO_SPACE", "BROKEN", "CLOSED"})
    void whoIsRefusedForTheStoresSakeReadsWordsForCallersAndWhenToComeBack(StoreRefused.Reason reason) {
        store.refuses(new StoreRefused(reason, "[SQLITE_FULL] restart the gateway", Duration.ZERO));
        Client client = ask(new When.OnRequest(), leaks.calls().wish(Wish.of(Wish.Mode.ONLY)));
        assertThat(client.outcome()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refusal.OVERLOADED);
            assertThat(refused.detail()).doesNotContainIgnoringCase("sqlite", "restart", "disk");
            assertThat(refused.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void conditionReadsTheAnswer() {
        inner.answers(degraded(0.9));
        Client followed = ask(holds("answer.quality != 'FULL' || answer.confidence < 0.6"), leaks.calls());
        store.commits();
        assertThat(followUp(followed)).isInstanceOf(FollowUp.Promised.class);

        inner.answers(answer(0.9));
        Client enough = ask(holds("answer.quality != 'FULL' || answer.confidence < 0.6"), leaks.calls());
        assertThat(followUp(enough)).isEqualTo(FollowUp.none());
    }

    @Test
    void whoAsksForTheHandleOnlyGetsNoAnswer() {
        Client client = ask(new When.OnRequest(), leaks.calls().wish(Wish.of(Wish.Mode.ONLY)));
        store.commits();
        assertThat(client.outcome()).isEqualTo(new Outcome.Deferred(store.last().handle()));
        assertThat(inner.started()).isZero();
    }

    @Test
    void aHandleAskedForIsUnconfirmedWhenTheBudgetIsUp() {
        Client client = ask(new When.OnRequest(), leaks.calls().wish(Wish.of(Wish.Mode.ONLY)));
        time.advance(ms(200));
        assertThat(client.outcome()).isEqualTo(new Outcome.Deferred(store.last().handle(), false));
    }

    @Test
    void aCommitOfUnknownOutcomeIsNoConfirmation() {
        store.refuses(new EnqueueUnknown(new Handle("t_0"), new IllegalStateException("the disk")));
        Client client = ask(new When.OnRequest(), leaks.calls().wish(Wish.of(Wish.Mode.ONLY)));
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.confirmed()).isFalse());
    }

    @Test
    void theSameKeyForAnotherRequestIsAConflict() {
        Client client =
                ask(new When.OnRequest(), leaks.calls().idempotencyKey("k").wish(Wish.of(Wish.Mode.ONLY)));
        store.tells(new Enqueued.Conflict(new Handle("t_first")));
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.CONFLICT));
    }

    @Test
    void onlyAHandleStandsInForAnAnswerThatThereIsNot() {
        inner.failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client client = ask(new When.Always(), leaks.calls());
        time.advance(ms(10));
        store.commits();
        assertThat(client.outcome()).isEqualTo(new Outcome.Deferred(store.last().handle()));

        inner.failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client unconfirmed = ask(new When.Always(), leaks.calls());
        time.advance(ms(200));
        assertThat(unconfirmed.outcome()).as("which says more").isInstanceOf(Outcome.Failed.class);

        inner.refuses(Refusal.INVALID);
        Client invalid = ask(new When.Always(), leaks.calls());
        assertThat(invalid.outcome()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void whatTheBacklogWouldLetComeTooLateIsRefused() {
        wait = Duration.ofHours(2);
        Client client = ask(new When.OnRequest(), leaks.calls().wish(Wish.of(Wish.Mode.ONLY)));
        assertThat(client.outcome()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refusal.OVERLOADED);
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofHours(2));
        });
        assertThat(store.submitted).isEmpty();
    }

    @Test
    void aCallerAsksForLessThanTheRouteGivesNotForMore() {
        Wish modest = new Wish(Wish.Mode.ONLY, null, Duration.ofMinutes(1), 2, 1, null);
        ask(new When.OnRequest(), leaks.calls().wish(modest));
        store.commits();
        assertThat(store.last().priority()).isEqualTo(2);
        assertThat(store.last().terms().retry().attemptsMost()).isEqualTo(1);
        assertThat(store.last().deadline()).isEqualTo(time.now().plusSeconds(60));

        Wish greedy = new Wish(Wish.Mode.ONLY, null, Duration.ofDays(9), 9, 99, null);
        ask(new When.OnRequest(), leaks.calls().wish(greedy));
        store.commits();
        assertThat(store.last().priority()).isEqualTo(5);
        assertThat(store.last().terms().retry().attemptsMost()).isEqualTo(4);
        assertThat(store.last().deadline()).isEqualTo(time.now().plus(Duration.ofHours(1)));
    }

    @Test
    void anEndpointOfSomeoneElseIsRefusedBeforeAnyWork() {
        Wish theirs = new Wish(Wish.Mode.ALSO, "theirs", null, null, null, null);
        Client client = ask(new When.OnRequest(), leaks.calls().wish(theirs));
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.INVALID));
        assertThat(inner.started()).isZero();
    }

    @Test
    void whereAPersonIsWantedTheTaskWaitsForOneWithTheProposedAnswer() {
        inner.answers(answer(0.4).with(new FollowUp.Wanted(FollowUp.Kind.PERSON, "a lawyer's letter")));
        ask(new When.OnRequest(), leaks.calls());
        store.commits();
        assertThat(store.last().park()).isNotNull();
        Order order = Order.decode(store.last().input());
        assertThat(order.kind()).isEqualTo(FollowUp.Kind.PERSON);
        assertThat(order.reason()).isEqualTo("a lawyer's letter");
        assertThat(order.answer()).isNotNull();
    }

    @Test
    void aTaskThatWouldBeTooLargeTravelsWithoutWhatCanBeComputedAgain() {
        inner.answers(answer("x".repeat(8_000)));
        ask(new When.Always(), leaks.calls().input(Map.of("text", "short")));
        store.commits();
        Order order = Order.decode(store.last().input());
        assertThat(order.input()).isEqualTo(Map.of("text", "short"));
        assertThat(order.answer()).isNull();
    }
}
