package dev.spillway.cascade;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cascade.calibration.TierRule;
import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Purse;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Allowance;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.HeardOffers;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CascadeTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private final VirtualTime time = leaks.time();
    private final Tiers tiers = new Tiers(leaks, 2);
    private final Call call = leaks.call(ms(200));

    private Cascade cascade() {
        return tiers.plain(Steering.written(Course.stepwise(List.of(0.8))));
    }

    private Client ask(Step step) {
        return leaks.ask(step, call);
    }

    private static Outcome.Answer said(Client client) {
        return (Outcome.Answer) client.outcome();
    }

    private Entry entry(String path) {
        return call.journal().entries().stream()
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sureAnswerOfTheSmallTierIsTheAnswer() {
        tiers.step(0).answersAfter(ms(10), answer(0.8));
        Client client = ask(cascade());
        time.advance(ms(10));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.8));
        assertThat(said(client).quality()).isEqualTo(Quality.FULL);
        assertThat(said(client).followUp()).isEqualTo(FollowUp.none());
        assertThat(((Source.Backend) said(client).source()).tier()).isEqualTo(1);
        assertThat(tiers.step(1).started()).isZero();
    }

    @Test
    void unsureAnswerIsOfferedAndTheNextTierIsAsked() {
        HeardOffers heard = new HeardOffers();
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        tiers.step(1).answersAfter(ms(40), answer(0.6));
        Client client = leaks.ask(cascade(), call.with(heard));
        time.advance(ms(10));

        assertThat(heard.answers()).singleElement().satisfies(offer -> {
            assertThat(offer.quality()).isEqualTo(Quality.DEGRADED);
            assertThat(offer.followUp()).isInstanceOf(FollowUp.Wanted.class);
        });
        time.advance(ms(40));
        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.6));
        assertThat(said(client).quality()).isEqualTo(Quality.FULL);
        assertThat(((Source.Backend) said(client).source()).tier()).isEqualTo(2);
    }

    @Test
    void answerOfUnknownConfidenceIsNotSure() {
        tiers.step(0).answers(answer("who knows"));
        tiers.step(1).answers(answer("large"));

        assertThat(said(ask(cascade())).payload()).isEqualTo(new Payload.Whole(Map.of("label", "large")));
    }

    @Test
    void journalSaysWhatEachTierWasAskedAndWhatCameOfIt() {
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        tiers.step(1).answersAfter(ms(40), answer(0.9));
        ask(cascade());
        time.advance(ms(50));

        Entry small = entry("tier-1");
        assertThat(small.kind()).isEqualTo(Entry.Kind.TIER);
        assertThat(small.status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(small.reason()).isEqualTo("unsure");
        assertThat(small.rawConfidence()).isEqualTo(Confidence.of(0.5));
        assertThat(small.threshold()).isEqualTo(0.8);
        assertThat(small.usedNanos()).isEqualTo(ms(10).toNanos());
        assertThat(small.grantedNanos()).isEqualTo(ms(200).toNanos());
        assertThat(small.cost()).isEqualTo(Tiers.SMALL_PRICE);
        assertThat(entry("tier-2").reason()).isEmpty();
        assertThat(entry("tier-2").cost()).isEqualTo(Tiers.LARGE_PRICE);
    }

    @Test
    void tierThatWouldNotAnswerInTimeIsNotAsked() {
        tiers.takes(1, ms(300));
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        Call later = leaks.call(ms(200));
        Client client = leaks.ask(cascade(), later);
        time.advance(ms(10));

        assertThat(said(client).quality()).isEqualTo(Quality.DEGRADED);
        assertThat(said(client).followUp())
                .isEqualTo(new FollowUp.Wanted(FollowUp.Kind.BETTER, "no tier was sure enough"));
        assertThat(tiers.step(1).started()).isZero();
        Entry skipped = later.journal().entries().getLast();
        assertThat(skipped.status()).isEqualTo(Entry.Status.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("no-budget");
        assertThat(skipped.detail()).startsWith("190 ms was left, and 95 % of its recent answers took up to 30");
        call.scope().end();
    }

    @Test
    void tierIsNotAskedWithLessThanItsLeastTime() {
        tiers.atLeast(1, ms(195));
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        Client client = ask(cascade());
        time.advance(ms(10));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.5));
        assertThat(entry("tier-2").detail()).isEqualTo("190 ms was left, and the least it takes is 195 ms");
    }

    @Test
    void tierWithAnOpenBreakerIsPassedOver() {
        tiers.shut(0);
        tiers.step(1).answersAfter(ms(10), answer(0.9));
        Client client = ask(cascade());
        time.advance(ms(10));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(entry("tier-1").reason()).isEqualTo("circuit-open");
        assertThat(tiers.step(0).started()).isZero();
    }

    @Test
    void tierThatThePurseCannotPayIsNotAsked() {
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        Purse purse = leaks.watch(Purse.of(new Money(1000)));
        Call poor = leaks.calls().purse(purse).call(ms(200));
        Client client = leaks.ask(cascade(), poor);
        time.advance(ms(10));

        assertThat(said(client).quality()).isEqualTo(Quality.DEGRADED);
        assertThat(poor.journal().entries().getLast().reason()).isEqualTo("no-money");
        assertThat(purse.spent()).isEqualTo(Tiers.SMALL_PRICE);
        call.scope().end();
    }

    @Test
    void failedTierIsFollowedByTheNext() {
        tiers.step(0).failsAfter(ms(10), Failure.BAD_REPLY);
        tiers.step(1).answersAfter(ms(10), answer(0.9));
        Client client = ask(cascade());
        time.advance(ms(20));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(entry("tier-1").reason()).isEqualTo("bad-reply");
    }

    @Test
    void withEverythingFailingItAnswersWhatItHas() {
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        tiers.step(1).failsAfter(ms(20), Failure.BACKEND_ERROR);
        Client client = ask(cascade());
        time.advance(ms(30));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.5));
        assertThat(said(client).quality()).isEqualTo(Quality.DEGRADED);
    }

    @Test
    void withNothingAtAllItSaysWhatFailedLast() {
        tiers.step(0).failsAfter(ms(10), Failure.BACKEND_ERROR);
        tiers.step(1).refuses(Refusal.OVERLOADED);
        Client client = ask(cascade());
        time.advance(ms(30));

        assertThat(client.outcome()).isEqualTo(Outcome.Failed.because(Failure.BACKEND_ERROR, "as scripted"));
    }

    @Test
    void nothingAttemptedIsRefused() {
        tiers.shut(0).shut(1);

        assertThat(ask(cascade()).outcome())
                .isEqualTo(Outcome.Refused.because(Refusal.CIRCUIT_OPEN, "its breaker is open"));
    }

    @Test
    void forWantOfTheFirstTierASmallerOneIsAsked() {
        Course large = new Course(1, Course.stepwise(List.of(0.8)).rules(), List.of(Double.NaN, Double.NaN));
        tiers.shut(1);
        tiers.step(0).answersAfter(ms(10), answer(0.9));
        Client client = ask(tiers.plain(Steering.written(large)));
        time.advance(ms(10));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
    }

    @Test
    void bestAnswerSoFarIsTheAnswerWhenTimeIsUp() {
        tiers.step(0).answersAfter(ms(10), answer(0.5));
        tiers.step(1).never();
        Client client = ask(Layer.stack(List.of(new Within(ms(200), time)), cascade()));
        time.advance(ms(200));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.5));
        assertThat(tiers.step(1).cancelled()).isEqualTo(1);
        assertThat(entry("tier-2").status()).isEqualTo(Entry.Status.CANCELLED);
    }

    @Test
    void whatATierOffersWhileItIsAtWorkIsTheAnswerWhenTimeIsUp() {
        tiers.step(0).offersAfter(ms(10), degraded(0.5)).never();
        Client client = ask(Layer.stack(List.of(new Within(ms(200), time)), cascade()));
        time.advance(ms(200));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.5));
        assertThat(said(client).quality()).isEqualTo(Quality.DEGRADED);
        assertThat(said(client).followUp()).isInstanceOf(FollowUp.Wanted.class);
        assertThat(((Source.Backend) said(client).source()).tier()).isEqualTo(1);
    }

    @Test
    void ofTwoAnswersThatCannotBeComparedTheLargerTiersIsHeldWhicheverCameFirst() {
        Tiers three = new Tiers(leaks, 3);
        three.step(0).answersAfter(ms(100), answer(0.5));
        three.step(1).answersAfter(ms(20), answer("of unknown confidence"));
        three.step(2).failsAfter(ms(100), Failure.BACKEND_ERROR);
        Cascade cascade = new Cascade(
                three.all(),
                Steering.written(Course.stepwise(List.of(0.8, 0.8))),
                null,
                new Speculation(ms(30), new Allowance(1, 5)),
                null,
                Observer.NONE,
                time);
        Client client = ask(cascade);
        time.advance(ms(200));

        assertThat(((Source.Backend) said(client).source()).tier()).isEqualTo(2);
        assertThat(said(client).quality()).isEqualTo(Quality.DEGRADED);
    }

    @Test
    void stalledTierDoesNotUseUpTheTimeOfTheNext() {
        tiers.atLeast(1, ms(60));
        tiers.step(0).never();
        tiers.step(1).answersAfter(ms(50), answer(0.9));
        Client client = ask(cascade());

        time.advance(ms(139));
        assertThat(tiers.step(1).started()).isZero();

        time.advance(ms(1)); // the last moment at which the large tier fits
        assertThat(tiers.step(1).started()).isEqualTo(1);

        time.advance(ms(50));
        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(tiers.step(0).cancelled()).isEqualTo(1);
    }

    @Test
    void lateButSureAnswerOfTheSmallTierEndsTheLargeOne() {
        tiers.atLeast(1, ms(60));
        tiers.step(0).answersAfter(ms(150), answer(0.9));
        tiers.step(1).answersAfter(ms(60), answer(0.9));
        ask(cascade());
        time.advance(ms(150));

        assertThat(tiers.step(1).cancelled()).isEqualTo(1);
        assertThat(call.purse().spent()).isEqualTo(Tiers.SMALL_PRICE.plus(Tiers.LARGE_PRICE)); // cancelled, and paid
    }

    @Test
    void speculationAsksTheNextTierWhileTheFirstIsSlow() {
        tiers.step(0).answersAfter(ms(100), answer(0.5));
        tiers.step(1).answersAfter(ms(90), answer(0.9));
        Client client = ask(speculative(1));

        time.advance(ms(30));
        assertThat(tiers.step(1).started()).isEqualTo(1);

        time.advance(ms(70)); // the small tier is unsure, and the large one is being asked already
        assertThat(tiers.step(1).started()).isEqualTo(1);

        time.advance(ms(20));
        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
    }

    @Test
    void speculationStopsWhereItsAllowanceDoes() {
        tiers.step(0).answersAfter(ms(100), answer(0.9));
        ask(speculative(0));
        time.advance(ms(100));

        assertThat(tiers.step(1).started()).isZero();
    }

    private Cascade speculative(double share) {
        return new Cascade(
                tiers.all(),
                Steering.written(Course.stepwise(List.of(0.8))),
                null,
                new Speculation(ms(30), new Allowance(share, 5)),
                null,
                Observer.NONE,
                time);
    }

    @Test
    void hardCallGoesStraightToTheLargeTierWhereThereIsNoTimeForBoth() {
        tiers.atLeast(0, ms(40)).atLeast(1, ms(170));
        tiers.step(1).answersAfter(ms(170), answer(0.9));
        Client client = ask(knowing(true));
        time.advance(ms(170));

        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(tiers.step(0).started()).isZero();
        assertThat(entry("tier-1").reason()).isEqualTo("hard");
    }

    @Test
    void hardCallWithTimeForBothBeginsSmall() {
        tiers.atLeast(0, ms(40)).atLeast(1, ms(150));
        tiers.step(0).answersAfter(ms(40), answer(0.9));
        ask(knowing(true));
        time.advance(ms(40));

        assertThat(tiers.step(0).started()).isEqualTo(1);
    }

    @Test
    void easyCallBeginsSmallHoweverLittleTimeThereIs() {
        tiers.atLeast(0, ms(40)).atLeast(1, ms(170));
        tiers.step(0).answersAfter(ms(40), answer(0.9));
        ask(knowing(false));
        time.advance(ms(40));

        assertThat(tiers.step(0).started()).isEqualTo(1);
    }

    private Cascade knowing(boolean hard) {
        return new Cascade(
                tiers.all(),
                Steering.written(Course.stepwise(List.of(0.8))),
                _ -> hard,
                null,
                null,
                Observer.NONE,
                time);
    }

    @Test
    void cancelledCallCancelsEveryTier() {
        tiers.step(0).never();
        Client client = ask(cascade());
        time.advance(ms(5));
        client.leaves();

        assertThat(tiers.step(0).cancelled()).isEqualTo(1);
        assertThat(client.outcome()).isEqualTo(Outcome.Failed.cancelled("no longer wanted"));
    }

    @Test
    void defectOfATierIsToldAndTheNextIsAsked() {
        List<Throwable> told = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void ended(Call call, Entry entry) {
                // only defects are of interest
            }

            @Override
            public void defect(Call call, Entry entry, Throwable bug) {
                told.add(bug);
            }
        };
        tiers.step(0).throwing(new IllegalStateException("a bug, as scripted"));
        tiers.step(1).answers(answer(0.9));
        Cascade cascade = new Cascade(
                tiers.all(), Steering.written(Course.stepwise(List.of(0.8))), null, null, null, observer, time);

        assertThat(said(ask(cascade)).confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(told).hasSize(1);
    }

    @Test
    void streamOfTheLastTierIsTheAnswer() {
        tiers.step(0).failsAfter(ms(5), Failure.BACKEND_ERROR);
        tiers.step(1).streams(ms(10), ms(5), "a", "b");
        Client client = ask(cascade());
        time.advance(ms(5));
        time.advance(ms(20));

        assertThat(client.pieces()).hasSize(3);
        assertThat(entry("tier-2").status()).isEqualTo(Entry.Status.ANSWERED);
    }

    @Test
    void tierThatWasPassedOverForAnEarlyOneIsAskedWhereThatOneFails() {
        Tiers three = new Tiers(leaks, 3);
        TierRule skipping = new TierRule(
                List.of(new TierRule.Escalation(0.3, 2), new TierRule.Escalation(0.8, 1)),
                2); // hardly sure: the last one
        TierRule stepping = new TierRule(List.of(new TierRule.Escalation(0.8, 2)), 2);
        Course course = new Course(
                0, List.of(skipping, stepping, TierRule.ACCEPT_ALL), List.of(Double.NaN, Double.NaN, Double.NaN));
        three.step(0).answersAfter(ms(50), answer(0.5)); // the rule leads to the middle tier
        three.step(1).answersAfter(ms(20), answer(0.9));
        three.step(2).failsAfter(ms(60), Failure.BACKEND_ERROR); // asked early
        Cascade early = new Cascade(
                three.all(),
                Steering.written(course),
                null,
                new Speculation(ms(10), new Allowance(1, 5)),
                null,
                Observer.NONE,
                time);
        Client client = ask(early);
        time.advance(ms(70));
        assertThat(three.step(1).started()).isEqualTo(1);

        time.advance(ms(20));
        assertThat(said(client).confidence()).isEqualTo(Confidence.of(0.9));
    }
}
