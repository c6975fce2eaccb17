package dev.spillway.core.testing;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Pieces;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class ScriptedStepTest {
    private final VirtualTime time = new VirtualTime();
    private final ScriptedStep step = new ScriptedStep(time);
    private final Call call = Calls.on(time).call(ms(100));

    @Test
    void eachStartFollowsItsScriptAndTheLastServesTheRest() {
        step.failsAfter(ms(5), Failure.BACKEND_ERROR).answersAfter(ms(5), answer("yes"));
        var first = step.run(call);
        var second = step.run(call);
        var third = step.run(call);
        time.advance(ms(5));

        assertThat(first.result()).isInstanceOf(Outcome.Failed.class);
        assertThat(second.result()).isEqualTo(answer("yes"));
        assertThat(third.result()).isEqualTo(answer("yes"));
        assertThat(step.started()).isEqualTo(3);
        assertThat(step.running()).isZero();
    }

    @Test
    void cancellingStopsItAndIsCounted() {
        Future<Outcome> outcome = step.offersAfter(ms(5), answer("maybe"))
                .answersAfter(ms(10), answer("yes"))
                .run(call);
        assertThat(step.running()).isEqualTo(1);

        call.scope().cancel();

        assertThat(step.cancelled()).isEqualTo(1);
        assertThat(step.running()).isZero();
        assertThat(time.pending()).isZero();
        assertThat(outcome.result())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
    }

    @Test
    void cancellingAfterTheEndIsNotCounted() {
        step.answers(answer("yes")).run(call);
        call.scope().cancel();

        assertThat(step.cancelled()).isZero();
        assertThat(step.violations()).isEmpty();
    }

    @Test
    void startInScopeThatIsOverIsViolation() {
        call.scope().cancel();

        assertThatThrownBy(() -> step.never().run(call)).isInstanceOf(AssertionError.class);
        assertThat(step.violations()).hasSize(1);
    }

    @Test
    void scopeThatEndsInOrderUnderRunningWorkIsViolation() {
        step.answersAfter(ms(10), answer("yes")).run(call);

        assertThatThrownBy(() -> call.scope().end()).isInstanceOf(AssertionError.class);
        assertThat(step.violations()).hasSize(1);
    }

    @Test
    void streamReadAgainstItsRulesIsViolation() {
        Pieces pieces = pieces(step.streams(ms(10), ms(10)));
        pieces.next();

        assertThatThrownBy(pieces::next).hasMessageContaining("after the last");
        assertThat(step.violations()).hasSize(1);
    }

    @Test
    void readingBeforeThePieceBeforeHasComeIsViolation() {
        Pieces pieces = pieces(step.streams(ms(10), ms(10), "a"));
        pieces.next();
        pieces.next();

        assertThatThrownBy(pieces::next).hasMessageContaining("before the one before");
    }

    private Pieces pieces(ScriptedStep streaming) {
        Future<Outcome> outcome = streaming.run(call);
        time.advance(ms(10));
        if (outcome.result() instanceof Outcome.Answer answer
                && answer.payload() instanceof Payload.Stream(Pieces pieces)) {
            return pieces;
        }
        throw new AssertionError("no stream but " + outcome);
    }

    @Test
    void deafStepGoesOn() {
        Future<Outcome> outcome =
                step.deaf().answersAfter(ms(10), answer("late")).run(call);
        call.scope().cancel();
        time.advance(ms(10));

        assertThat(outcome.result()).isEqualTo(answer("late"));
        assertThat(step.cancelled()).isZero();
        assertThat(step.violations()).isEmpty();
    }

    @Test
    void itsPriceIsSetAsideUntilTheScopeEnds() {
        step.costs(new Money(5)).answers(answer("yes")).run(call);
        assertThat(call.purse().reserved()).isEqualTo(new Money(5));

        call.scope().end();
        assertThat(call.purse().reserved()).isEqualTo(Money.ZERO);
        assertThat(call.purse().spent()).isEqualTo(new Money(5));
    }
}
