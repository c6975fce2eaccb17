package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.HeardOffers;
import dev.spillway.core.testing.LayerTck;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WithinTest extends LayerTck {
    @Override
    protected Layer roomy() {
        return new Within(ms(500), time);
    }

    private Within within(long millis) {
        return new Within(ms(millis), time);
    }

    @Test
    void timeUpIsTimeoutAndCancelsTheWork() {
        Client client = ask(within(100), inner.never());

        time.advance(ms(99));
        assertThat(client.hasOutcome()).isFalse();

        time.advance(ms(1));
        assertFailed(client, Failure.TIMED_OUT);
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void shorterBudgetOfTheCallBoundsInstead() {
        Client client = leaks.ask(in(within(100), inner.never()), leaks.call(ms(30)));

        time.advance(ms(30));

        assertFailed(client, Failure.TIMED_OUT);
    }

    @Test
    void innerStepIsToldTheShorterTime() {
        ask(within(100), inner.answers(answer("yes")));
        leaks.ask(in(within(100), inner), leaks.call(ms(30)));

        assertThat(inner.calls().getFirst().budget().left(time)).isEqualTo(ms(100));
        assertThat(inner.calls().getLast().budget().left(time)).isEqualTo(ms(30));
    }

    @Test
    void withoutTimeNothingIsAttempted() {
        Client client = leaks.ask(in(within(100), inner.never()), leaks.call(Duration.ZERO));

        assertThat(inner.started()).isZero();
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_BUDGET));
    }

    @Test
    void innerScopeEndsInOrderWithTheAnswer() {
        ask(within(100), inner.answersAfter(ms(10), answer("yes")));
        time.advance(ms(10));

        assertThat(inner.calls().getFirst().scope().isOver()).isTrue();
        assertThat(inner.calls().getFirst().scope().isCancelled()).isFalse();
    }

    @Test
    void whatTheWorkHeldIsFreeWhenTheOutcomeIsHeard() {
        AtomicInteger held = new AtomicInteger();
        Step holding = call -> {
            held.incrementAndGet();
            call.scope().onEnd(held::decrementAndGet);
            return inner.run(call);
        };
        inner.answersAfter(ms(10), answer("yes"))
                .failsItsFutureAfter(ms(10), new IllegalStateException())
                .never();
        for (int i = 0; i < 3; i++) {
            Call call = leaks.call(ms(1000));
            var heldAtOutcome = in(within(50), holding).run(call).transform(_ -> Future.succeededFuture(held.get()));
            time.advance(ms(50));
            assertThat(heldAtOutcome.result()).isZero();
            call.scope().end();
        }
    }

    @Test
    void outerOfTwoDecidesWhereTheirTimeIsUpAtOnce() {
        Step step = Layer.stack(List.of(within(100), within(100)), inner.never());
        Client client = leaks.ask(step, leaks.call(ms(1000)));
        time.advance(ms(100));

        assertFailed(client, Failure.TIMED_OUT);
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void bestOfferIsTheAnswerWhenTimeIsUp() {
        inner.offersAfter(ms(10), degraded(0.4))
                .offersAfter(ms(20), degraded(0.7))
                .never();
        Client client = ask(within(100), inner);
        time.advance(ms(100));

        assertThat(client.outcome()).isEqualTo(degraded(0.7));
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void worseOfferDoesNotReplaceBetterOne() {
        inner.offersAfter(ms(10), degraded(0.7))
                .offersAfter(ms(20), degraded(0.4))
                .never();
        Client client = ask(within(100), inner);
        time.advance(ms(100));

        assertThat(client.outcome()).isEqualTo(degraded(0.7));
    }

    @Test
    void offerOfInnerWithinReachesTheOuter() {
        inner.offersAfter(ms(10), degraded(0.4)).never();
        Step step = Layer.stack(List.of(within(50), within(100)), inner);
        Client client = leaks.ask(step, leaks.call(ms(1000)));
        time.advance(ms(50));

        assertThat(client.outcome()).isEqualTo(degraded(0.4));
    }

    @Test
    void answerInTimeCountsMoreThanAnyOffer() {
        inner.offersAfter(ms(10), answer(0.9)).answersAfter(ms(20), degraded(0.1));
        Client client = ask(within(100), inner);
        time.advance(ms(20));

        assertThat(client.outcome()).isEqualTo(degraded(0.1));
    }

    @Test
    void bestOfferStandsInForFailureRefusalAndBug() {
        inner.offersAfter(ms(10), degraded(0.4))
                .failsAfter(ms(20), Failure.BACKEND_ERROR)
                .offersAfter(ms(10), degraded(0.4))
                .endsAfter(ms(20), Outcome.Refused.because(Refusal.NO_MONEY, "spent"))
                .offersAfter(ms(10), degraded(0.4))
                .failsItsFutureAfter(ms(20), new IllegalStateException("a bug"));
        for (int i = 0; i < 3; i++) {
            Client client = ask(within(100), inner);
            time.advance(ms(20));
            assertThat(client.outcome()).isEqualTo(degraded(0.4));
        }
    }

    @Test
    void promiseIsNotReplacedByAnOffer() {
        Outcome promise = new Outcome.Deferred(new Handle("h-1"));
        Client client =
                ask(within(100), inner.offersAfter(ms(10), degraded(0.4)).endsAfter(ms(20), promise));
        time.advance(ms(20));

        assertThat(client.outcome()).isEqualTo(promise);
    }

    @Test
    void callerWhoLeavesIsTakenForCancelledWhateverWasOffered() {
        Client client =
                ask(within(100), inner.offersAfter(ms(10), degraded(0.4)).never());
        time.advance(ms(20));

        client.leaves();

        assertCancelled(client);
    }

    @Test
    void offersAfterTheOutcomeAreNotPassedOn() {
        HeardOffers heard = new HeardOffers();
        inner.deaf().offersAfter(ms(60), degraded(0.4)).answersAfter(ms(90), answer("late"));
        leaks.ask(in(within(50), inner), leaks.calls().offers(heard).call(ms(1000)));
        time.advance(ms(90));

        assertThat(heard.answers()).isEmpty();
    }

    @Test
    void timeoutSaysWhatThereIsSoFar() {
        Partial half = new Partial(Map.of("branch", Map.of("label", "half")));
        Step telling = call -> {
            call.offers().progress(() -> half);
            return inner.run(call);
        };
        inner.never();
        Client client = ask(within(50), telling);
        time.advance(ms(50));

        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.partial()).isEqualTo(half));
    }

    @Test
    void noOneAsksWhatThereIsSoFarBeforeTimeIsUp() {
        AtomicInteger asked = new AtomicInteger();
        inner.answersAfter(ms(40), answer("yes"));
        ask(within(50), call -> {
            call.offers().progress(() -> {
                asked.incrementAndGet();
                return Partial.NONE;
            });
            return inner.run(call);
        });
        time.advance(ms(100));

        assertThat(asked).hasValue(0);
    }

    @Test
    void bugInWhatThereIsSoFarFailsTheFutureAndStillCancels() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Step telling = call -> {
            call.offers().progress(() -> {
                throw bug;
            });
            return inner.run(call);
        };
        inner.never();
        Client client = ask(within(50), telling);
        time.advance(ms(50));

        assertThat(client.bug()).isSameAs(bug);
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void bugInTheCancellingFailsTheFuture() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Step registering = call -> {
            call.scope().onCancel(() -> {
                throw bug;
            });
            return inner.run(call);
        };
        inner.never();
        Client client = ask(within(50), registering);
        time.advance(ms(50));

        assertThat(client.bug()).isSameAs(bug);
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void streamIsCutAsBrokenWhenTimeIsUp() {
        Client client = ask(within(25), inner.streams(ms(10), ms(10), "a", "b", "c"));
        time.advance(ms(25));

        assertThat(client.pieces())
                .startsWith(new Piece.Token("a"), new Piece.Token("b"))
                .hasSize(3);
        assertBroken(client.pieces().getLast(), Failure.TIMED_OUT);
        assertThat(client.wholeAfter()).isEqualTo(ms(25));
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void streamThatEndsInTimeIsWhole() {
        Client client = ask(within(31), inner.streams(ms(10), ms(10), "a", "b"));
        time.advance(ms(31));

        assertThat(client.pieces().getLast()).isEqualTo(new Piece.End(Map.of("text", "ab")));
        assertThat(inner.cancelled()).isZero();
    }

    @Test
    void readerWhoComesAfterTheTimeHearsOfTheCut() {
        Call call = leaks.call(ms(1000));
        Pieces pieces =
                stream(in(within(25), inner.streams(ms(10), ms(1), "a", "b")).run(call), 10);
        time.advance(ms(100));

        assertBroken(pieces.next().result(), Failure.TIMED_OUT);
        call.scope().end();
    }

    @Test
    void readerWhoHasLeftIsToldSo() {
        Call call = leaks.call(ms(1000));
        Pieces pieces =
                stream(in(within(25), inner.streams(ms(10), ms(1), "a", "b")).run(call), 10);
        call.scope().cancel();

        assertBroken(pieces.next().result(), Failure.CANCELLED);
    }

    @Test
    void outerOfTwoCutsTheStreamWhereItsTimeIsShorter() {
        Step step = Layer.stack(List.of(within(25), within(100)), inner.streams(ms(10), ms(10), "a", "b", "c"));
        Client client = leaks.ask(step, leaks.call(ms(1000)));
        time.advance(ms(25));

        assertBroken(client.pieces().getLast(), Failure.TIMED_OUT);
    }

    @Test
    void bugOfStreamFailsThePieceAndEndsTheScope() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Step buggy = call -> {
            leaks.watch(call.scope());
            return Future.succeededFuture(answer("").with(new Payload.Stream(() -> {
                throw bug;
            })));
        };
        Call call = leaks.call(ms(1000));
        Pieces pieces = stream(in(within(25), buggy).run(call), 0);

        assertThat(pieces.next().cause()).isSameAs(bug);
        assertThat(time.pending()).isZero();
        call.scope().end();
    }

    @Test
    void whatIsToldAfterTheOutcomeIsNotPassedOn() {
        HeardOffers heard = new HeardOffers();
        inner.streams(ms(10), ms(20), "a", "b");
        Step talkative = call -> {
            time.after(ms(20), () -> call.offers().offer(answer("while it streams")));
            time.after(ms(20), () -> call.offers().progress(() -> Partial.NONE));
            return inner.run(call);
        };
        leaks.ask(in(within(100), talkative), leaks.calls().offers(heard).call(ms(1000)));
        time.advance(ms(50));

        assertThat(heard.answers()).isEmpty();
        assertThat(heard.parts()).isEmpty();
    }

    @Test
    void timeoutOfZeroIsRefusedWhenBuilt() {
        assertThatThrownBy(() -> within(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
        assertThatThrownBy(() -> within(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The pieces of the stream that the outcome is after so long. */
    private Pieces stream(Future<Outcome> outcome, long millis) {
        time.advance(ms(millis));
        if (outcome.result() instanceof Outcome.Answer answer
                && answer.payload() instanceof Payload.Stream(Pieces pieces)) {
            return pieces;
        }
        throw new AssertionError("no stream but " + outcome);
    }

    private static void assertBroken(Piece piece, Failure why) {
        assertThat(piece)
                .isInstanceOfSatisfying(
                        Piece.Broken.class, broken -> assertThat(broken.why()).isEqualTo(why));
    }

    @Test
    void scopeOfTheCallHoldsNothingOfStepThatHasAnswered() {
        Call call = leaks.call(ms(1000));
        in(within(100), inner.answersAfter(ms(10), answer("yes"))).run(call);
        time.advance(ms(10));

        assertThat(call.scope()).hasToString("OPEN scope that holds 0");
        call.scope().end();
    }
}
