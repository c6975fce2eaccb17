package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Piece;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.ScriptedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrElseTest extends LayerTck {
    private final List<Outcome> fallen = new ArrayList<>();
    private final ScriptedStep rules = leaks.step();
    private final OrElse orElse = new OrElse(why -> {
        fallen.add(why);
        return rules;
    });

    @Override
    protected Layer roomy() {
        return new OrElse(_ -> leaks.step().refuses(Refusal.OVERLOADED));
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_BUDGET", "NO_MONEY", "OVERLOADED", "CIRCUIT_OPEN"})
    void fallbackAnswersForWhatWasRefusedOnTheWay(Refusal why) {
        rules.answers(answer("by rule"));
        Client client = ask(orElse, inner.refuses(why));

        assertThat(client.outcome()).isEqualTo(answer("by rule"));
        assertThat(fallen).containsExactly(Outcome.Refused.because(why, "as scripted"));
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "QUOTA"})
    void fallbackDoesNotDisguiseWhatIsTheCallersAffair(Refusal why) {
        Client client = ask(orElse, inner.refuses(why));

        assertThat(client.outcome()).isEqualTo(Outcome.Refused.because(why, "as scripted"));
        assertThat(rules.started()).isZero();
        assertThat(inner.calls().getFirst().scope().isCancelled()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void fallbackAnswersForEveryFailure(Failure why) {
        Partial half = new Partial(Map.of("branch", Map.of("label", "half")));
        Outcome failed = new Outcome.Failed(why, "as scripted", half);
        rules.answersAfter(ms(5), answer("by rule"));
        Client client = ask(orElse, inner.endsAfter(ms(10), failed));
        time.advance(ms(15));

        assertThat(client.outcome()).isEqualTo(answer("by rule"));
        assertThat(fallen).containsExactly(failed);
    }

    @Test
    void fallbackAnswersForBug() {
        rules.answers(answer("by rule"));
        Client client = ask(orElse, inner.throwing(new IllegalStateException("secret")));

        assertThat(client.outcome()).isEqualTo(answer("by rule"));
        assertThat(fallen)
                .containsExactly(Outcome.Failed.because(
                        Failure.DEFECT, "a defect in the gateway: java.lang.IllegalStateException"));
    }

    @Test
    void answerNeedsNoFallback() {
        ask(orElse, inner.answersAfter(ms(10), answer("yes")));
        time.advance(ms(10));

        assertThat(rules.started()).isZero();
        assertThat(inner.calls().getFirst().scope().isOver()).isTrue();
        assertThat(inner.calls().getFirst().scope().isCancelled()).isFalse();
    }

    @Test
    void streamThatBreaksOffIsNotReplaced() {
        Client client = ask(orElse, inner.breaksOff(ms(10), ms(5), Failure.BACKEND_ERROR, "a"));
        time.advance(ms(15));

        assertThat(client.pieces().getLast()).isInstanceOf(Piece.Broken.class);
        assertThat(rules.started()).isZero();
    }

    @Test
    void promiseOfTheFallbackStands() {
        Outcome promise = new Outcome.Deferred(new Handle("h-1"));
        rules.endsAfter(ms(5), promise);
        Client client = ask(orElse, inner.failsAfter(ms(10), Failure.BACKEND_ERROR));
        time.advance(ms(15));

        assertThat(client.outcome()).isEqualTo(promise);
    }

    @Test
    void fallbackWithoutAnswerLeavesTheFirstOutcome() {
        rules.refuses(Refusal.NO_MONEY).failsAfter(ms(5), Failure.BAD_REPLY);
        inner.failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client refused = ask(orElse, inner);
        Client failed = ask(orElse, inner);
        time.advance(ms(15));

        assertFailed(refused, Failure.BACKEND_ERROR);
        assertFailed(failed, Failure.BACKEND_ERROR);
    }

    @Test
    void bugGoesOnWhereTheFallbackHasNoAnswer() {
        IllegalStateException bug = new IllegalStateException("a bug");
        rules.failsAfter(ms(5), Failure.BAD_REPLY);
        Client client = ask(orElse, inner.failsItsFutureAfter(ms(10), bug));
        time.advance(ms(15));

        assertThat(client.bug()).isSameAs(bug);
    }

    @Test
    void bugOfTheFallbackGoesOn() {
        IllegalStateException bug = new IllegalStateException("a bug");
        rules.throwing(bug);
        Client client = ask(orElse, inner.failsAfter(ms(10), Failure.BACKEND_ERROR));
        time.advance(ms(10));

        assertThat(client.bug()).isSameAs(bug);
    }

    @Test
    void bugOfTheFallbackDoesNotHideTheFirstOne() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        rules.throwing(second).throwing(first);
        inner.failsItsFutureAfter(ms(10), first);
        Client client = ask(orElse, inner);
        Client same = ask(orElse, inner);
        time.advance(ms(10));

        assertThat(client.bug()).isSameAs(second).hasSuppressedException(first);
        assertThat(same.bug()).isSameAs(first);
    }

    @Test
    void fallbackThatCannotBeMadeIsBug() {
        IllegalStateException bug = new IllegalStateException("a bug");
        OrElse broken = new OrElse(_ -> {
            throw bug;
        });
        Client client = ask(broken, inner.refuses(Refusal.OVERLOADED));

        assertThat(client.bug()).isSameAs(bug);
    }

    @Test
    void noFallbackForCallerWhoHasLeft() {
        inner.never();
        Client client = ask(orElse, inner);
        time.advance(ms(10));

        client.leaves();

        assertCancelled(client);
        assertThat(fallen).as("what a fallback was asked for").isEmpty();
    }

    @Test
    void noFallbackForBugOnceTheCallerHasLeft() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Client client = ask(orElse, inner.deaf().failsItsFutureAfter(ms(10), bug));
        client.leaves();
        time.advance(ms(10));

        assertThat(client.bug()).isSameAs(bug);
        assertThat(fallen).as("what a fallback was asked for").isEmpty();
    }

    @Test
    void callerWhoLeavesCancelsTheFallback() {
        rules.never();
        Client client = ask(orElse, inner.refuses(Refusal.OVERLOADED));

        client.leaves();

        assertThat(rules.cancelled()).isEqualTo(1);
        assertThat(client.isDone()).isTrue();
    }

    @Test
    void whatTheInnerStepLeftRunningIsCancelledBeforeTheFallbackBegins() {
        ScriptedStep leftover = leaks.step().never();
        List<Integer> cancelledBefore = new ArrayList<>();
        Step untidy = call -> {
            leftover.run(call);
            return Outcome.failed(Failure.BACKEND_ERROR, "and left something running");
        };
        OrElse watching = new OrElse(_ -> call -> {
            cancelledBefore.add(leftover.cancelled());
            return rules.run(call);
        });
        rules.answersAfter(ms(5), answer("by rule"));
        Client client = ask(watching, untidy);
        time.advance(ms(5));

        assertThat(cancelledBefore).containsExactly(1);
        assertThat(client.outcome()).isEqualTo(answer("by rule"));
    }

    @Test
    void bugInCancellingWhatIsLeftStillHasFallback() {
        Step untidy = call -> {
            call.scope().onEnd(() -> {
                throw new IllegalStateException("a bug");
            });
            return Outcome.failed(Failure.BACKEND_ERROR, "");
        };
        rules.answers(answer("by rule"));
        Client client = ask(orElse, untidy);

        assertThat(client.outcome()).isEqualTo(answer("by rule"));
    }

    @Test
    void fallbackRunsOnTheCallItselfInItsScopeAndBudget() {
        rules.answers(answer("by rule"));
        inner.failsAfter(ms(10), Failure.TIMED_OUT);
        Call call = leaks.call(ms(100));
        leaks.ask(in(orElse, inner), call);
        time.advance(ms(10));

        assertThat(rules.calls()).containsExactly(call);
    }

    @Test
    void scopeOfTheCallHoldsNothingOfStepThatHasAnswered() {
        Call call = leaks.call(ms(1000));
        in(orElse, inner.answersAfter(ms(10), answer("yes"))).run(call);
        time.advance(ms(10));

        assertThat(call.scope()).hasToString("OPEN scope that holds 0");
        call.scope().end();
    }
}
