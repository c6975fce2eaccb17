package dev.spillway.cascade.confidence;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Purse;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.HeardOffers;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.ScriptedStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerifiedTest extends LayerTck {
    private final ScriptedStep verifier = leaks.step();
    private final Verified verified = verified(verifier);

    /** The verifier of the suite has no verdict, so that each answer passes as it is there: of unknown confidence. */
    @Override
    protected Layer roomy() {
        return verified(new ScriptedStep(time).refuses(Refusal.CIRCUIT_OPEN));
    }

    private Verified verified(Step by) {
        return new Verified(by, ms(100), VerifiedTest::question, Outcome.Answer::confidence, time);
    }

    private static Call question(Call call, Outcome.Answer answer) {
        Map<String, @Nullable Object> input = new HashMap<>(call.request().input());
        input.put("answer", ((Payload.Whole) answer.payload()).fields().get("label"));
        return call.withInput(input);
    }

    @Override
    @Test
    protected void offersReachWhoeverWaits() {
        HeardOffers heard = new HeardOffers();
        inner.offersAfter(ms(5), answer(0.4)).answersAfter(ms(10), answer("yes"));
        leaks.ask(in(roomy(), inner), leaks.calls().offers(heard).call(ms(1000)));
        time.advance(ms(10));

        assertThat(heard.answers()).containsExactly(answer(0.4), answer("yes").with(Quality.DEGRADED));
    }

    @Test
    void theVerifiersConfidenceIsTheAnswers() {
        inner.answersAfter(ms(10), answer(0.99));
        verifier.answersAfter(ms(5), answer(0.3));
        Client client = ask(verified, inner);
        time.advance(ms(15));

        assertThat(client.outcome()).isEqualTo(answer(0.99).with(Confidence.of(0.3)));
    }

    @Test
    void aFieldOfTheVerifiersAnswerMayBeTheConfidence() {
        inner.answers(answer("late"));
        verifier.answers(answer("x").with(new Payload.Whole(Map.of("verdict", Map.of("right", 0.7)))));
        var stated = new StatedConfidence(new Field(List.of("verdict", "right")));

        Client client = ask(new Verified(verifier, ms(100), VerifiedTest::question, stated, time), inner);

        assertThat(client.outcome()).isEqualTo(answer("late").with(Confidence.of(0.7)));
    }

    @Test
    void theVerifierIsAskedAboutTheAnswerToTheCall() {
        inner.answers(answer("late"));
        verifier.answers(answer(0.3));
        leaks.ask(
                in(verified, inner),
                leaks.calls().input(Map.of("text", "where is it")).call(ms(1000)));

        Call asked = verifier.calls().getFirst();
        assertThat(asked.request().input()).isEqualTo(Map.of("text", "where is it", "answer", "late"));
        assertThat(asked.scope().isOver()).isTrue();
    }

    @Test
    void aVerdictThatIsNoneLeavesTheConfidenceUnknown() {
        inner.answers(answer(0.9));
        for (Object none : new Object[] {1.5, -1L, Double.NaN, "sure"}) {
            ScriptedStep by = leaks.step().answers(answer("x").with(new Payload.Whole(Map.of("right", none))));
            var stated = new StatedConfidence(new Field("right"));
            Client client = ask(new Verified(by, ms(100), VerifiedTest::question, stated, time), inner);
            assertThat(client.outcome()).isEqualTo(answer(0.9).with(Confidence.unknown()));
        }
    }

    @Test
    void whereTheVerifierFailsTheAnswerGoesOutAndTheJournalSaysWhy() {
        inner.answers(answer(0.9));
        verifier.failsAfter(ms(5), Failure.BACKEND_ERROR);
        Call call = leaks.call(ms(1000));
        Entry entry = call.journal().begin(Entry.Kind.TIER, "small", call.budget());
        Client client = leaks.ask(in(verified, inner), call.with(call.journal().under(entry)));
        time.advance(ms(5));
        entry.end(client.outcome());

        assertThat(client.outcome()).isEqualTo(answer(0.9).with(Confidence.unknown()));
        assertThat(entry.detail()).isEqualTo("confidence unknown: the verifier failed, backend-error");
    }

    @Test
    void aVerifierThatIsRefusedOrHasABugLeavesTheConfidenceUnknown() {
        inner.answers(answer(0.9));
        for (ScriptedStep by : List.of(
                leaks.step().refuses(Refusal.NO_MONEY),
                leaks.step().throwing(new IllegalStateException("as scripted")),
                leaks.step().returnsNull())) {
            assertThat(ask(verified(by), inner).outcome()).isEqualTo(answer(0.9).with(Confidence.unknown()));
        }
    }

    @Test
    void aVerdictTakesNoLongerThanItMay() {
        inner.answersAfter(ms(10), answer(0.9));
        verifier.never();
        Client client = ask(verified, inner);
        time.advance(ms(110));

        assertThat(client.outcome()).isEqualTo(answer(0.9).with(Confidence.unknown()));
        assertThat(verifier.cancelled()).isEqualTo(1);
    }

    @Test
    void withoutTimeTheAnswerIsNotJudged() {
        inner.answersAfter(ms(10), answer(0.9));
        Client client = leaks.ask(in(verified, inner), leaks.call(ms(10)));
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(answer(0.9).with(Confidence.unknown()));
        assertThat(verifier.started()).isZero();
    }

    @Test
    void aBoundOutsideAnswersWithTheAnswerThatIsBeingJudged() {
        inner.answersAfter(ms(10), answer(0.9));
        verifier.never();
        Step bounded = Layer.stack(List.of(new Within(ms(50), time), verified), inner);
        Client client = leaks.ask(bounded, leaks.call(ms(1000)));
        time.advance(ms(50));

        assertThat(client.outcome())
                .isEqualTo(answer(0.9).with(Confidence.unknown()).with(Quality.DEGRADED));
        assertThat(verifier.cancelled()).isEqualTo(1);
    }

    @Test
    void cancellingReachesTheVerifier() {
        inner.answers(answer(0.9));
        verifier.never();
        Client client = ask(verified, inner);
        client.leaves();

        assertCancelled(client);
        assertThat(verifier.cancelled()).isEqualTo(1);
    }

    @Test
    void whatTheVerifierOffersIsHeardByNoOne() {
        HeardOffers heard = new HeardOffers();
        inner.answers(answer("late"));
        verifier.offersAfter(ms(1), answer("no")).answersAfter(ms(5), answer(0.3));
        leaks.ask(in(verified, inner), leaks.calls().offers(heard).call(ms(1000)));
        time.advance(ms(5));

        assertThat(heard.answers()).containsExactly(answer("late").with(Quality.DEGRADED));
    }

    @Test
    void aFailureIsNotJudged() {
        inner.failsAfter(ms(10), Failure.BACKEND_ERROR);
        verifier.answers(answer(0.9));
        Client client = ask(verified, inner);
        time.advance(ms(10));

        assertFailed(client, Failure.BACKEND_ERROR);
        assertThat(verifier.started()).isZero();
    }

    @Test
    void theVerdictIsPaidForFromTheSamePurse() {
        Purse purse = leaks.watch(Purse.of(new Money(100)));
        inner.costs(new Money(10)).answers(answer(0.9));
        verifier.costs(new Money(7)).answers(answer(0.3));
        leaks.ask(in(verified, inner), leaks.calls().purse(purse).call(ms(1000)));

        assertThat(purse.spent()).isEqualTo(new Money(17));
    }
}
