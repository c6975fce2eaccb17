package dev.spillway.core.testing;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Piece;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every layer promises, whatever it is for. The test of a layer extends this suite.
 *
 * <p>All calls of the suite have a second, and what they ask for is done in a tenth of it.
 */
public abstract class LayerTck {
    private final IllegalStateException bug = new IllegalStateException("a bug, as scripted");

    @RegisterExtension
    protected final LeakCheck leaks = new LeakCheck();

    protected final VirtualTime time = leaks.time();
    protected final ScriptedStep inner = leaks.step();

    /** The layer with so much room that it has nothing to do in the calls of this suite. */
    protected abstract Layer roomy();

    /** The step in one layer, put together as routes are. */
    protected static Step in(Layer layer, Step step) {
        return Layer.stack(List.of(layer), step);
    }

    protected Client ask(Layer layer, Step step) {
        return leaks.ask(in(layer, step), leaks.call(ms(1000)));
    }

    @Test
    void answerPassesAsItIsWhenItComes() {
        inner.answersAfter(ms(10), answer("yes"));
        Client client = ask(roomy(), inner);

        time.advance(ms(9));
        assertThat(client.hasOutcome()).isFalse();

        time.advance(ms(1));
        assertThat(client.outcome()).isEqualTo(answer("yes"));
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void answerThatIsThereAtOncePasses() {
        Client client = ask(roomy(), inner.answers(answer("yes")));

        assertThat(client.outcome()).isEqualTo(answer("yes"));
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void innerStepRunsOnce() {
        ask(roomy(), inner.answersAfter(ms(10), answer("yes")));
        time.advance(ms(100));

        assertThat(inner.started()).isEqualTo(1);
        assertThat(inner.cancelled()).isZero();
    }

    @Test
    void timersAreGoneWithTheOutcomeBeforeTheCallEnds() {
        Call call = leaks.call(ms(1000));
        in(roomy(), inner.answersAfter(ms(10), answer("yes"))).run(call);

        time.advance(ms(10));

        assertThat(time.pending()).as("timers").isZero();
        call.scope().end();
    }

    @ParameterizedTest
    @EnumSource
    void refusalPassesAsItIs(Refusal why) {
        Client client = ask(roomy(), inner.refuses(why));

        assertThat(client.outcome()).isEqualTo(Outcome.Refused.because(why, "as scripted"));
        assertThat(time.pending()).as("timers").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void failurePassesAsItIs(Failure why) {
        Partial partial = new Partial(Map.of("branch", Map.of("label", "half")));
        Outcome failed = new Outcome.Failed(why, "as scripted", partial);
        Client client = ask(roomy(), inner.endsAfter(ms(10), failed));
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(failed);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void promisePassesAsItIs() {
        Outcome promise = new Outcome.Deferred(new Handle("h-1"));
        Client client = ask(roomy(), inner.endsAfter(ms(10), promise));
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(promise);
    }

    @Test
    void streamPassesPieceByPieceWhenTheyCome() {
        Client client = ask(roomy(), inner.streams(ms(10), ms(5), "a", "b"));

        time.advance(ms(10));
        assertThat(client.pieces()).containsExactly(new Piece.Token("a"));

        time.advance(ms(5));
        assertThat(client.pieces()).containsExactly(new Piece.Token("a"), new Piece.Token("b"));
        assertThat(client.isDone()).isFalse();

        time.advance(ms(5));
        assertThat(client.pieces().getLast()).isEqualTo(new Piece.End(Map.of("text", "ab")));
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void scopeOfStreamStaysOpenToItsLastPiece() {
        ask(roomy(), inner.streams(ms(10), ms(5), "a", "b"));

        time.advance(ms(19));
        assertThat(inner.calls().getFirst().scope().isOver()).isFalse();

        time.advance(ms(1));
        assertThat(inner.calls().getFirst().scope().isOver()).isTrue();
        assertThat(inner.cancelled()).isZero();
    }

    @Test
    void streamThatBreaksOffPassesAsBroken() {
        Client client = ask(roomy(), inner.breaksOff(ms(10), ms(5), Failure.BACKEND_ERROR, "a"));
        time.advance(ms(15));

        assertThat(client.pieces())
                .containsExactly(new Piece.Token("a"), new Piece.Broken(Failure.BACKEND_ERROR, "as scripted"));
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void streamThatNoOneReadsHoldsNothingOnceTheClientHasLeft() {
        Call call = leaks.call(ms(1000));
        in(roomy(), inner.streams(ms(10), ms(5), "a", "b")).run(call); // no reader
        time.advance(ms(12));

        call.scope().cancel();

        assertThat(time.pending()).as("timers").isZero();
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void throwOfTheInnerStepFailsTheFuture() {
        Client client = ask(roomy(), inner.throwing(bug));

        assertThat(client.bug()).isSameAs(bug);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void bugOfTheInnerStepGoesOn() {
        Client client = ask(roomy(), inner.failsItsFutureAfter(ms(10), bug));
        time.advance(ms(10));

        assertThat(client.bug()).isSameAs(bug);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void nullInPlaceOfFutureIsBug() {
        Client client = ask(roomy(), inner.returnsNull());

        assertThat(client.bug()).isInstanceOf(NullPointerException.class);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void bugAtTheEndOfTheScopeDoesNotKeepTheOutcomeBack() {
        inner.answersAfter(ms(10), answer("yes"));
        Step registering = call -> {
            call.scope().onEnd(() -> {
                throw bug;
            });
            return inner.run(call);
        };
        Call call = leaks.call(ms(1000));
        var outcome = in(roomy(), registering).run(call);
        time.advance(ms(10));

        assertThat(outcome.isComplete()).isTrue();
        endScopeWhateverHappens(call);
        assertThat(time.pending()).as("timers").isZero();
    }

    private void endScopeWhateverHappens(Call call) {
        try {
            call.scope().end();
        } catch (IllegalStateException thrown) {
            assertThat(thrown).isSameAs(bug);
        }
    }

    @Test
    void cancelledCallStartsNothing() {
        Call call = leaks.call(ms(1000));
        call.scope().cancel();
        Client client = leaks.ask(in(roomy(), inner.never()), call);

        assertThat(inner.started()).isZero();
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
    }

    @Test
    void cancellingReachesTheInnerStepAndEndsTheCall() {
        Client client = ask(roomy(), inner.never());
        time.advance(ms(10));

        client.leaves();

        assertThat(inner.cancelled()).isEqualTo(1);
        assertCancelled(client);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void cancellingWhileTheInnerStepIsBeingStartedEndsTheCall() {
        inner.never();
        Client client = ask(roomy(), call -> {
            var outcome = inner.run(call);
            leave(call);
            return outcome;
        });

        assertCancelled(client);
        assertThat(inner.cancelled()).isEqualTo(1);
        assertThat(time.pending()).as("timers").isZero();
    }

    private void leave(Call inside) {
        leaks.scopes().forEach(scope -> scope.cancel());
        assertThat(inside.scope().isCancelled())
                .as("the scope inside ends with the call's")
                .isTrue();
    }

    @Test
    void cancellingStreamBreaksItOff() {
        Client client = ask(roomy(), inner.streams(ms(10), ms(5), "a", "b"));
        time.advance(ms(12));

        client.leaves();

        assertThat(client.pieces())
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        Piece.Broken.class, broken -> assertThat(broken.why()).isEqualTo(Failure.CANCELLED));
        assertThat(inner.cancelled()).isEqualTo(1);
        assertThat(time.pending()).as("timers").isZero();
    }

    @Test
    void answerThatComesAfterCancellingIsHarmless() {
        inner.deaf().answersAfter(ms(10), answer("late"));
        Client client = ask(roomy(), inner);

        client.leaves();

        assertThatCode(() -> time.advance(ms(10))).doesNotThrowAnyException();
        assertThat(client.hasOutcome()).isTrue();
    }

    @Test
    void bugThatComesAfterCancellingIsHarmless() {
        inner.deaf().failsItsFutureAfter(ms(10), bug);
        Client client = ask(roomy(), inner);

        client.leaves();

        assertThatCode(() -> time.advance(ms(10))).doesNotThrowAnyException();
        assertThat(client.hasOutcome()).isTrue();
    }

    @Test
    void cancellingAfterTheAnswerIsHarmless() {
        Client client = ask(roomy(), inner.answersAfter(ms(10), answer("yes")));
        time.advance(ms(10));

        client.leaves();

        assertThat(client.outcome()).isEqualTo(answer("yes"));
        assertThat(inner.cancelled()).isZero();
    }

    @Test
    protected void offersReachWhoeverWaits() {
        HeardOffers heard = new HeardOffers();
        inner.offersAfter(ms(5), degraded(0.4)).answersAfter(ms(10), answer("yes"));
        Client client =
                leaks.ask(in(roomy(), inner), leaks.calls().offers(heard).call(ms(1000)));

        time.advance(ms(5));
        assertThat(heard.answers()).containsExactly(degraded(0.4));

        time.advance(ms(5));
        assertThat(client.outcome()).isEqualTo(answer("yes"));
    }

    @Test
    void progressReachesWhoeverWaits() {
        HeardOffers heard = new HeardOffers();
        Partial partial = new Partial(Map.of("branch", Map.of("label", "half")));
        inner.answers(answer("yes"));
        Step telling = call -> {
            call.offers().progress(() -> partial);
            return inner.run(call);
        };
        leaks.ask(in(roomy(), telling), leaks.calls().offers(heard).call(ms(1000)));

        assertThat(heard.parts()).containsExactly(partial);
    }

    @Test
    void innerCallHasNoMoreTimeThanTheOuterAndTheSameRest() {
        Call call = leaks.calls().input(Map.of("text", "hello")).call(ms(1000));
        leaks.ask(in(roomy(), inner.answers(answer("yes"))), call);

        Call within = inner.calls().getFirst();
        assertThat(within.budget().leftNanos(time)).isPositive().isLessThanOrEqualTo(ms(1000).toNanos());
        assertThat(within.request()).isEqualTo(call.request());
        assertThat(within.caller()).isEqualTo(call.caller());
        checkPurse(within.purse(), call.purse());
    }

    /** The same purse, unless the layer is about money. */
    protected void checkPurse(Purse inside, Purse outside) {
        assertThat(inside).isSameAs(outside);
    }

    @Test
    protected void callsThroughOneLayerDoNotDisturbEachOther() {
        Step step = in(roomy(), inner.answersAfter(ms(20), answer("first")).answersAfter(ms(20), answer("second")));
        Client first = leaks.ask(step, leaks.call(ms(1000)));
        time.advance(ms(10));
        Client second = leaks.ask(step, leaks.call(ms(1000)));

        first.leaves();
        time.advance(ms(20));

        assertCancelled(first);
        assertThat(second.outcome()).isEqualTo(answer("second"));
        assertThat(time.pending()).as("timers").isZero();
    }

    protected static void assertCancelled(Client client) {
        assertThat(client.isDone()).isTrue();
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
    }

    protected static void assertFailed(Client client, Failure why) {
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(why));
    }
}
