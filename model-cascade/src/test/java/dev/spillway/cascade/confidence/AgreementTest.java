package dev.spillway.cascade.confidence;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
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
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final VirtualTime time = leaks.time();
    private final ScriptedStep inner = leaks.step();

    private Step agreed(int samples, int atOnce) {
        return Layer.stack(List.of(new Agreement(samples, atOnce, new Field("label"), time)), inner);
    }

    private Client ask(int samples, int atOnce) {
        return leaks.ask(agreed(samples, atOnce), leaks.call(ms(1000)));
    }

    private ScriptedStep says(String... labels) {
        for (String label : labels) {
            inner.answersAfter(ms(10), answer(label));
        }
        return inner;
    }

    private static Outcome sure(String label, double share) {
        return answer(label).with(Confidence.of(share));
    }

    @Test
    void theMajoritysFirstAnswerHasItsShareAsConfidence() {
        says("late", "lost", "lost", "late", "late");
        Client client = ask(5, 1);
        time.advance(ms(50));

        assertThat(client.outcome()).isEqualTo(sure("late", 0.6));
        assertThat(client.decidedAfter()).isEqualTo(ms(50));
    }

    @Test
    void itStopsWhenNoFurtherVoteCouldChangeTheMajority() {
        says("late", "lost", "late", "late", "lost");
        Client client = ask(5, 1);
        time.advance(ms(40));

        assertThat(client.outcome()).isEqualTo(sure("late", 0.75));
        assertThat(inner.started()).isEqualTo(4);
    }

    @Test
    void unanimousSamplesStopAtHalf() {
        says("late");
        Client client = ask(9, 1);
        time.advance(ms(50));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
        assertThat(inner.started()).isEqualTo(5);
    }

    @Test
    void ofTwoEqualVotesTheFirstHeardWins() {
        says("lost", "late", "late", "lost");
        Client client = ask(4, 1);
        time.advance(ms(40));

        assertThat(client.outcome()).isEqualTo(sure("lost", 0.5));
    }

    @Test
    void aTieInFavourOfTheFirstIsSettledEarly() {
        says("late", "late", "lost", "other");
        Client client = ask(4, 1);
        time.advance(ms(20));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
    }

    @Test
    void samplesInParallelTakeAsLongAsOneAndTheRestIsCancelled() {
        inner.answersAfter(ms(10), answer("late"))
                .answersAfter(ms(20), answer("late"))
                .never();
        Client client = ask(3, 3);
        assertThat(inner.started()).isEqualTo(3);
        time.advance(ms(20));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
        assertThat(inner.cancelled()).isEqualTo(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void soManyAndNoMoreRunAtOnce() {
        says("a", "b", "c", "d", "e");
        ask(5, 2);
        assertThat(inner.running()).isEqualTo(2);
        time.advance(ms(10));
        assertThat(inner.running()).isEqualTo(2);
        assertThat(inner.started()).isEqualTo(4);
        time.advance(ms(20));
    }

    @Test
    void answersThatAreThereAtOnceAreCounted() {
        inner.answers(answer("late")).answers(answer("lost")).answers(answer("lost"));

        assertThat(ask(3, 1).outcome()).isEqualTo(sure("lost", 2 / 3.0));
    }

    @Test
    void wholeNumbersAgreeHoweverTheyAreWritten() {
        Outcome.Answer one = answer("1").with(new Payload.Whole(Map.of("label", 1L)));
        Outcome.Answer oneToo = answer("1").with(new Payload.Whole(Map.of("label", 1.0)));
        inner.answers(one).answers(oneToo);

        assertThat(ask(3, 1).outcome()).isEqualTo(one.with(Confidence.of(1)));
    }

    @Test
    void answersThatSayNothingAgreeWithNone() {
        inner.answers(answer("late"))
                .answers(answer("x").with(new Payload.Whole(Map.of())))
                .answers(answer("y").with(new Payload.Whole(Map.of())));

        assertThat(ask(3, 1).outcome()).isEqualTo(sure("late", 1 / 3.0));
    }

    @Test
    void aReplyThatCantBeUsedAgreesWithNone() {
        inner.answersAfter(ms(10), answer("late")).failsAfter(ms(10), Failure.BAD_REPLY);
        Client client = ask(3, 1);
        time.advance(ms(30));

        assertThat(client.outcome()).isEqualTo(sure("late", 0.5));
    }

    @Test
    void aSampleThatFailsOtherwiseDoesNotCount() {
        inner.failsAfter(ms(10), Failure.BACKEND_ERROR)
                .answersAfter(ms(10), answer("late"))
                .answersAfter(ms(10), answer("late"));
        Client client = ask(3, 1);
        time.advance(ms(30));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
    }

    @Test
    void oneAnswerAloneIsOfUnknownConfidence() {
        inner.answersAfter(ms(10), answer(0.9)).failsAfter(ms(10), Failure.BACKEND_ERROR);
        Client client = ask(3, 1);
        time.advance(ms(30));

        assertThat(client.outcome()).isEqualTo(answer(0.9).with(Confidence.unknown()));
    }

    @Test
    void withoutAnAnswerTheFirstReasonCountsThatWasAnAttempt() {
        inner.failsAfter(ms(10), Failure.BACKEND_ERROR).failsAfter(ms(5), Failure.UNREACHABLE);
        Client client = ask(2, 2);
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(Outcome.Failed.because(Failure.UNREACHABLE, "as scripted"));
    }

    @Test
    void aRefusalEndsTheSampling() {
        inner.answersAfter(ms(10), answer("late")).refuses(Refusal.OVERLOADED);
        Client client = ask(5, 1);
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(answer("late"));
        assertThat(inner.started()).isEqualTo(2);
    }

    @Test
    void aRefusalOfAllIsTheOutcome() {
        assertThat(askRefused().outcome()).isEqualTo(Outcome.Refused.because(Refusal.NO_MONEY, "as scripted"));
        assertThat(inner.started()).isEqualTo(1);
    }

    private Client askRefused() {
        inner.refuses(Refusal.NO_MONEY);
        return ask(3, 1);
    }

    @Test
    void noSampleIsBegunForWhichTheTimeIsMissing() {
        inner.answersAfter(ms(400), answer("late"));
        Client client = ask(5, 1);
        time.advance(ms(800));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
        assertThat(inner.started()).isEqualTo(2);
    }

    @Test
    void atTheBudgetThereIsTheAnswerOfThoseThatCame() {
        inner.answersAfter(ms(10), answer("late"))
                .answersAfter(ms(10), answer("late"))
                .answersAfter(ms(10), answer("lost"))
                .never();
        Client client = ask(9, 9);
        time.advance(ms(999));
        assertThat(client.hasOutcome()).isFalse();
        time.advance(ms(1));

        assertThat(client.outcome()).isEqualTo(sure("late", 2 / 3.0));
        assertThat(inner.cancelled()).isEqualTo(6);
    }

    @Test
    void atTheBudgetWithoutAnAnswerItIsTimedOut() {
        inner.never();
        Client client = ask(3, 2);
        time.advance(ms(1000));

        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
        assertThat(inner.cancelled()).isEqualTo(2);
    }

    @Test
    void withoutTimeNothingIsBegun() {
        Call call = leaks.call(ms(0));

        assertThat(leaks.ask(agreed(3, 1), call).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.NO_BUDGET));
        assertThat(inner.started()).isZero();
    }

    @Test
    void aBoundOutsideAnswersWithTheLeaderOfTheMoment() {
        inner.answersAfter(ms(10), answer("lost"))
                .answersAfter(ms(20), answer("late"))
                .answersAfter(ms(30), answer("late"))
                .never();
        Step bounded = Layer.stack(List.of(new Within(ms(100), time)), agreed(9, 9));
        Client client = leaks.ask(bounded, leaks.call(ms(1000)));
        time.advance(ms(100));

        assertThat(client.outcome()).isEqualTo(answer("late").with(Quality.DEGRADED));
    }

    @Test
    void theLeaderIsOfferedWithUnknownConfidence() {
        HeardOffers heard = new HeardOffers();
        says("late", "lost", "lost", "lost");
        leaks.ask(agreed(5, 1), leaks.calls().offers(heard).call(ms(1000)));
        time.advance(ms(40));

        assertThat(heard.answers())
                .containsExactly(
                        answer("late").with(Quality.DEGRADED),
                        answer("late").with(Quality.DEGRADED),
                        answer("lost").with(Quality.DEGRADED));
    }

    @Test
    void cancellingReachesEverySample() {
        inner.never();
        Client client = ask(5, 3);
        client.leaves();

        assertThat(inner.cancelled()).isEqualTo(3);
        assertThat(inner.started()).isEqualTo(3);
        assertThat(client.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
    }

    @Test
    void everySampleIsPaidFor() {
        Purse purse = leaks.watch(Purse.of(new Money(100)));
        inner.costs(new Money(10))
                .answersAfter(ms(10), answer("late"))
                .answersAfter(ms(10), answer("late"))
                .never();
        leaks.ask(agreed(3, 3), leaks.calls().purse(purse).call(ms(1000)));
        time.advance(ms(10));

        assertThat(purse.spent()).as("the cancelled one, too").isEqualTo(new Money(30));
    }

    @Test
    void aStreamIsNoVote() {
        inner.streams(ms(10), ms(5), "a").answersAfter(ms(10), answer("late")).answersAfter(ms(10), answer("late"));
        Client client = ask(3, 1);
        time.advance(ms(30));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
        assertThat(inner.cancelled()).isEqualTo(1);
    }

    @Test
    void aBugInEverySampleGoesOn() {
        IllegalStateException bug = new IllegalStateException("as scripted");
        inner.throwing(bug);

        assertThat(ask(3, 1).bug()).isSameAs(bug);
    }

    @Test
    void whatComesAfterTheVoteIsHarmless() {
        inner.deaf()
                .answersAfter(ms(10), answer("late"))
                .answersAfter(ms(10), answer("late"))
                .answersAfter(ms(50), answer("lost"));
        Client client = ask(3, 3);
        time.advance(ms(60));

        assertThat(client.outcome()).isEqualTo(sure("late", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void thereAreTwoToNineSamples(int samples) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Agreement(samples, 1, new Field("label"), time));
        assertThatIllegalArgumentException().isThrownBy(() -> new Agreement(3, 0, new Field("label"), time));
    }
}
