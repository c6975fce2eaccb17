package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HedgeTest extends LayerTck {
    private final Hedge hedge = after(50);

    @Override
    protected Layer roomy() {
        return after(500);
    }

    private Hedge after(long millis) {
        return new Hedge(ms(millis), new Allowance(1, 10), time);
    }

    @Test
    void secondAttemptStartsOnlyWhenTheFirstIsSlow() {
        ask(hedge, inner.answersAfter(ms(100), answer("first")).answersAfter(ms(100), answer("second")));

        time.advance(ms(49));
        assertThat(inner.started()).isEqualTo(1);

        time.advance(ms(1));
        assertThat(inner.started()).isEqualTo(2);
        time.advance(ms(50));
    }

    @Test
    void thereIsNoThirdAttempt() {
        ask(hedge, inner.answersAfter(ms(400), answer("first")).answersAfter(ms(400), answer("second")));
        time.advance(ms(400));

        assertThat(inner.started()).isEqualTo(2);
    }

    @Test
    void firstAnswerWinsAndTheOtherAttemptIsCancelled() {
        Client client = ask(hedge, inner.answersAfter(ms(60), answer("first")).never());
        time.advance(ms(60));

        assertThat(client.outcome()).isEqualTo(answer("first"));
        assertThat(inner.cancelled()).isEqualTo(1);
        assertThat(inner.calls().getLast().scope().isCancelled()).isTrue();
        assertThat(inner.calls().getFirst().scope().isCancelled()).isFalse();
    }

    @Test
    void secondAttemptMayWin() {
        Client client = ask(hedge, inner.never().answersAfter(ms(10), answer("second")));
        time.advance(ms(60));

        assertThat(client.outcome()).isEqualTo(answer("second"));
        assertThat(inner.calls().getFirst().scope().isCancelled()).isTrue();
    }

    @Test
    void attemptThatFailsBeforeTheHedgeIsNotRepeated() {
        Client client = ask(hedge, inner.failsAfter(ms(10), Failure.BACKEND_ERROR));
        time.advance(ms(100));

        assertFailed(client, Failure.BACKEND_ERROR);
        assertThat(inner.started()).isEqualTo(1);
    }

    @Test
    void firstThatFailsLeavesTheRaceToTheSecond() {
        inner.failsAfter(ms(60), Failure.BACKEND_ERROR).answersAfter(ms(30), answer("second"));
        Client client = ask(hedge, inner);

        time.advance(ms(79));
        assertThat(client.hasOutcome()).isFalse();

        time.advance(ms(1));
        assertThat(client.outcome()).isEqualTo(answer("second"));
    }

    @Test
    void secondThatFailsLeavesTheRaceToTheFirst() {
        inner.answersAfter(ms(90), answer("first")).failsAfter(ms(10), Failure.UNREACHABLE);
        Client client = ask(hedge, inner);
        time.advance(ms(90));

        assertThat(client.outcome()).isEqualTo(answer("first"));
    }

    @Test
    void whereBothFailTheFirstAttemptsOutcomeCounts() {
        inner.failsAfter(ms(90), Failure.BACKEND_ERROR).failsAfter(ms(10), Failure.UNREACHABLE);
        Client client = ask(hedge, inner);
        time.advance(ms(90));

        assertFailed(client, Failure.BACKEND_ERROR);
    }

    @Test
    void whereTheSecondIsRefusedTheFailureOfTheFirstCounts() {
        inner.failsAfter(ms(90), Failure.BACKEND_ERROR).refuses(Refusal.OVERLOADED);
        Client client = ask(hedge, inner);
        time.advance(ms(90));

        assertFailed(client, Failure.BACKEND_ERROR);
    }

    @Test
    void whereTheFirstIsRefusedTheFailureOfTheSecondCounts() {
        inner.endsAfter(ms(90), Outcome.Refused.because(Refusal.OVERLOADED, "late"))
                .failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client client = ask(hedge, inner);
        time.advance(ms(90));

        assertFailed(client, Failure.BACKEND_ERROR);
    }

    @Test
    void attemptWithBugLeavesTheRaceToTheOther() {
        inner.failsItsFutureAfter(ms(60), new IllegalStateException("a bug")).answersAfter(ms(30), answer("second"));
        Client client = ask(hedge, inner);
        time.advance(ms(80));

        assertThat(client.outcome()).isEqualTo(answer("second"));
    }

    @Test
    void withoutAllowanceThereIsNoSecondAttempt() {
        Client client =
                ask(new Hedge(ms(50), new Allowance(0, 10), time), inner.answersAfter(ms(200), answer("first")));
        time.advance(ms(200));

        assertThat(client.outcome()).isEqualTo(answer("first"));
        assertThat(inner.started()).isEqualTo(1);
    }

    @Test
    void everyCallEarnsItsShareAndEveryHedgeTakesOne() {
        Hedge everyOther = new Hedge(ms(50), new Allowance(0.5, 10), time);
        inner.answersAfter(ms(60), answer("yes"));
        for (int i = 0; i < 10; i++) {
            ask(everyOther, inner);
            time.advance(ms(60));
        }

        assertThat(inner.started()).isEqualTo(15);
    }

    @Test
    void attemptThatIsFastTakesNoAllowance() {
        Hedge frugal = new Hedge(ms(50), new Allowance(1, 1), time);
        inner.answersAfter(ms(10), answer("fast"))
                .answersAfter(ms(60), answer("slow"))
                .answersAfter(ms(60), answer("hedge"));
        ask(frugal, inner);
        time.advance(ms(100));
        ask(frugal, inner);
        time.advance(ms(100));

        assertThat(inner.started()).isEqualTo(3);
    }

    @Test
    void streamWinsWithItsFirstToken() {
        inner.streams(ms(60), ms(20), "a", "b").answersAfter(ms(30), answer("second"));
        Client client = ask(hedge, inner);

        time.advance(ms(60));
        assertThat(client.pieces()).containsExactly(new Piece.Token("a"));
        assertThat(inner.cancelled()).isEqualTo(1);

        time.advance(ms(40));
        assertThat(client.pieces().getLast()).isEqualTo(new Piece.End(Map.of("text", "ab")));
        assertThat(inner.calls().getFirst().scope().isCancelled()).isFalse();
    }

    @Test
    void streamThatStartedInTimeIsNotHedged() {
        Client client = ask(hedge, inner.streams(ms(40), ms(40), "a", "b"));

        time.advance(ms(40));
        assertThat(time.pending()).as("timers but for the tokens").isEqualTo(2);

        time.advance(ms(80));
        assertThat(inner.started()).isEqualTo(1);
        assertThat(client.isDone()).isTrue();
    }

    @Test
    void callerWhoLeavesCancelsBothAttempts() {
        Client client = ask(hedge, inner.never());
        time.advance(ms(60));

        client.leaves();

        assertThat(inner.cancelled()).isEqualTo(2);
        assertCancelled(client);
    }

    @Test
    void callerWhoLeavesNeedNotWaitForAnAttemptThatDoesNotHear() {
        Client client = ask(hedge, inner.deaf().answersAfter(ms(200), answer("late")));
        time.advance(ms(60));

        client.leaves();

        assertCancelled(client);
        time.advance(ms(300));
    }

    @Test
    void whatAnAttemptHeldIsFreeWhenTheOutcomeIsHeard() {
        AtomicInteger held = new AtomicInteger();
        Step holding = call -> {
            held.incrementAndGet();
            call.scope().onEnd(held::decrementAndGet);
            return inner.run(call);
        };
        inner.answersAfter(ms(60), answer("first")).never().failsAfter(ms(60), Failure.BACKEND_ERROR);
        for (int i = 0; i < 2; i++) {
            Call call = leaks.call(ms(1000));
            var heldAtOutcome = in(hedge, holding).run(call).transform(_ -> Future.succeededFuture(held.get()));
            time.advance(ms(120));
            assertThat(heldAtOutcome.result()).isZero();
            call.scope().end();
        }
    }

    @Test
    void scopeOfTheCallHoldsNothingOfARaceThatIsOver() {
        inner.answersAfter(ms(60), answer("first"))
                .never()
                .streams(ms(60), ms(5), "a")
                .never()
                .never();
        for (int i = 0; i < 2; i++) {
            Call call = leaks.call(ms(1000));
            in(hedge, inner).run(call).onSuccess(outcome -> readWhole(outcome));
            time.advance(ms(70));
            assertThat(call.scope()).hasToString("OPEN scope that holds 0");
            call.scope().end();
        }
    }

    private static void readWhole(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream(Pieces pieces)) {
            pieces.next().onSuccess(_ -> pieces.next());
        }
    }

    @Test
    void whatTheLosingAttemptHeldIsFreeWhileTheOtherRuns() {
        inner.failsAfter(ms(60), Failure.BACKEND_ERROR).answersAfter(ms(100), answer("second"));
        ask(hedge, inner);

        time.advance(ms(60));
        assertThat(inner.calls().getFirst().scope().isOver()).isTrue();
        assertThat(inner.calls().getLast().scope().isOver()).isFalse();

        time.advance(ms(90));
    }

    @Test
    void bugInCancellingTheLoserDoesNotKeepTheOutcomeBack() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Step registering = call -> {
            if (inner.started() == 1) { // this is the second attempt
                call.scope().onCancel(() -> {
                    throw bug;
                });
            }
            return inner.run(call);
        };
        inner.answersAfter(ms(60), answer("first")).never();
        Client client = ask(hedge, registering);
        time.advance(ms(60));

        assertThat(client.bug()).isSameAs(bug);
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void negativePatienceIsRefusedWhenBuilt() {
        assertThatThrownBy(() -> after(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-");
    }
}
