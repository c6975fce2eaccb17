package dev.spillway.core;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.testing.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
    private final VirtualTime time = new VirtualTime();
    private final Journal journal = Journal.beginning(time);
    private final Budget budget = Budget.of(ms(200), time);

    @BeforeEach
    void someTimeLater() {
        time.advance(ms(5));
    }

    private Entry begin(String name) {
        return journal.begin(Entry.Kind.BACKEND, name, budget);
    }

    @Test
    void entryRunsUntilItIsEnded() {
        Entry entry = begin("large");
        time.advance(ms(10));
        assertThat(entry.isRunning()).isTrue();
        assertThat(entry.usedNanos()).isEqualTo(ms(10).toNanos());

        entry.end(answer(0.9));
        time.advance(ms(10));
        assertThat(entry.status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(entry.usedNanos()).isEqualTo(ms(10).toNanos());
        assertThat(entry.startNanos()).isEqualTo(ms(5).toNanos());
        assertThat(entry.grantedNanos()).isEqualTo(ms(195).toNanos());
    }

    @Test
    void answerLeavesItsSourceAndConfidence() {
        Entry entry = begin("large");
        assertThat(entry.source()).isNull();

        entry.end(answer(0.9));

        assertThat(entry.source()).isEqualTo(answer(0.9).source());
        assertThat(entry.confidence()).isEqualTo(Confidence.of(0.9));
    }

    @Test
    void remarkOnAnswerIsItsDetailAndGivesWayToTheReasonOfAFailure() {
        Entry answered = begin("large");
        answered.note("confidence unknown: there was none");
        answered.end(answer("late"));
        answered.note("too late");
        assertThat(answered.detail()).isEqualTo("confidence unknown: there was none");

        Entry failed = begin("large");
        failed.note("confidence unknown: there was none");
        failed.end(Outcome.Failed.because(Failure.BACKEND_ERROR, "status 503"));
        assertThat(failed.detail()).isEqualTo("status 503");
    }

    @Test
    void onlyTheFirstEndCounts() {
        Entry entry = begin("large");
        entry.end(Outcome.Failed.because(Failure.BACKEND_ERROR, "status 503"));
        time.advance(ms(10));
        entry.end(answer(0.9));
        entry.end(Entry.Status.LATE, "late", "");

        assertThat(entry.status()).isEqualTo(Entry.Status.FAILED);
        assertThat(entry.reason()).isEqualTo("backend-error");
        assertThat(entry.detail()).isEqualTo("status 503");
        assertThat(entry.source()).isNull();
        assertThat(entry.usedNanos()).isZero();
    }

    @Test
    void everyOutcomeHasItsStatus() {
        assertThat(ended(answer("yes"))).isEqualTo(Entry.Status.ANSWERED);
        assertThat(ended(new Outcome.Deferred(new Handle("h-1")))).isEqualTo(Entry.Status.DEFERRED);
        assertThat(ended(Outcome.Refused.because(Refusal.QUOTA, ""))).isEqualTo(Entry.Status.REFUSED);
        assertThat(ended(Outcome.Failed.because(Failure.TIMED_OUT, ""))).isEqualTo(Entry.Status.FAILED);
        assertThat(ended(Outcome.Failed.cancelled(""))).isEqualTo(Entry.Status.CANCELLED);
    }

    private Entry.Status ended(Outcome outcome) {
        Entry entry = begin("any");
        entry.end(outcome);
        return entry.status();
    }

    @Test
    void reasonsAreStableWords() {
        Entry entry = begin("large");
        entry.end(Outcome.Refused.because(Refusal.NO_BUDGET, "no time"));

        assertThat(entry.reason()).isEqualTo("no-budget");
        assertThat(entry.detail()).isEqualTo("no time");
    }

    @Test
    void costsAddUpAlsoAfterTheEnd() {
        Entry entry = begin("large");
        entry.spend(new Money(3));
        entry.end(Outcome.Failed.cancelled(""));
        entry.spend(new Money(4));

        assertThat(entry.cost()).isEqualTo(new Money(7));
    }

    @Test
    void confidenceAndThresholdAreUnknownUntilNoted() {
        Entry entry = begin("large");
        assertThat(entry.rawConfidence()).isEqualTo(Confidence.unknown());
        assertThat(entry.confidence()).isEqualTo(Confidence.unknown());
        assertThat(entry.threshold()).isNaN();

        entry.raw(Confidence.of(0.7));
        entry.threshold(0.8);
        assertThat(entry.rawConfidence()).isEqualTo(Confidence.of(0.7));
        assertThat(entry.threshold()).isEqualTo(0.8);
    }

    @Test
    void entriesStandInOrderOfStart() {
        Entry first = begin("first");
        begin("second").end(answer("yes"));
        first.end(answer("yes"));

        assertThat(journal.entries()).extracting(Entry::path).containsExactly("first", "second");
    }

    @Test
    void entriesStandUnderTheOneTheyAreSeenFromAndTheRouteGoesWithoutSaying() {
        Journal under = journal.under(journal.begin(Entry.Kind.ROUTE, "route", budget));
        Entry branch = under.begin(Entry.Kind.BRANCH, "intent", budget);
        under.under(branch).skip(Entry.Kind.TIER, "large", "too-slow", "needs 60 ms");

        assertThat(under.entry()).isSameAs(journal.entries().getFirst());
        assertThat(journal.entry()).isNull();
        assertThat(journal.entries()).extracting(Entry::path).containsExactly("route", "intent", "intent/large");
    }

    @Test
    void whatIsSkippedHasItsReasonAndTookNoTime() {
        journal.skip(Entry.Kind.TIER, "large", "too-slow", "needs 60 ms");

        Entry skipped = journal.entries().getFirst();
        assertThat(skipped.status()).isEqualTo(Entry.Status.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("too-slow");
        assertThat(skipped.detail()).isEqualTo("needs 60 ms");
        assertThat(skipped.usedNanos()).isZero();
        assertThat(skipped.kind()).isEqualTo(Entry.Kind.TIER);
        assertThat(skipped.startNanos()).isEqualTo(ms(5).toNanos());
    }

    @Test
    void grantedTimeIsNeverNegative() {
        time.advance(ms(500));

        assertThat(begin("late").grantedNanos()).isZero();
    }

    @Test
    void sealedJournalTakesNothingMore() {
        Entry open = begin("open");
        journal.seal();
        Entry late = begin("late");
        journal.under(open).begin(Entry.Kind.TIER, "later", budget);
        journal.skip(Entry.Kind.TIER, "skipped", "", "");
        late.end(answer("yes"));

        assertThat(journal.entries()).containsExactly(open);
        assertThat(late.status()).isEqualTo(Entry.Status.ANSWERED);
    }

    @Test
    void beginsWhenTheRequestArrived() {
        Journal late = Journal.beginning(time, time.nanos() - ms(3).toNanos());

        assertThat(late.sinceBeginning()).isEqualTo(ms(3).toNanos());
        assertThat(late.begin(Entry.Kind.BACKEND, "large", budget).startNanos()).isEqualTo(ms(3).toNanos());
    }

    @Test
    void detachedJournalBeginsWithItsReasonAndApart() {
        begin("open");
        Journal own = journal.detached("cache refresh");
        time.advance(ms(3));
        own.begin(Entry.Kind.BACKEND, "large", budget);

        assertThat(journal.entries()).hasSize(1);
        assertThat(own.entries()).hasSize(2);
        assertThat(own.entries().getFirst().detail()).isEqualTo("cache refresh");
        assertThat(own.entries().getLast().startNanos()).isEqualTo(ms(3).toNanos());
    }

    @Test
    void entriesCanOnlyBeAddedByTheJournal() {
        Entry entry = begin("large");
        List<Entry> entries = journal.entries();

        assertThatThrownBy(() -> entries.add(entry)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void snapshotStandsAsItWasWhateverHappensLater() {
        Entry done = begin("small");
        done.raw(Confidence.of(0.7));
        done.threshold(0.8);
        done.spend(new Money(3));
        done.end(answer(0.9), "accepted", "as calibrated");
        Entry open = begin("large");
        time.advance(ms(10));

        Snapshot snapshot = journal.snapshot();
        time.advance(ms(10));
        open.end(answer(0.5));
        done.spend(new Money(4));
        begin("later");

        assertThat(snapshot.entries()).extracting(Entry::path).containsExactly("small", "large");
        Entry small = snapshot.entries().getFirst();
        assertThat(small.status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(small.reason()).isEqualTo("accepted");
        assertThat(small.detail()).isEqualTo("as calibrated");
        assertThat(small.confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(small.rawConfidence()).isEqualTo(Confidence.of(0.7));
        assertThat(small.threshold()).isEqualTo(0.8);
        assertThat(small.source()).isEqualTo(answer(0.9).source());
        assertThat(small.quality()).isEqualTo(Quality.FULL);
        assertThat(small.cost()).isEqualTo(new Money(3));
        Entry large = snapshot.entries().getLast();
        assertThat(large.status()).isEqualTo(Entry.Status.LATE);
        assertThat(large.reason()).isEqualTo("late");
        assertThat(large.usedNanos()).isEqualTo(ms(10).toNanos());
        assertThat(large.source()).isNull();
    }

    @Test
    void adoptedEntriesStandUnderTheOneTheyAreSeenFromAtTheirTime() {
        Journal shared = Journal.beginning(time).detached("coalesced");
        time.advance(ms(2));
        shared.begin(Entry.Kind.BACKEND, "large", budget).end(answer(0.9));
        time.advance(ms(2));

        journal.under(begin("branch")).adopt(shared.snapshot(), true);

        assertThat(journal.entries()).extracting(Entry::path).containsExactly("branch", "branch/large");
        assertThat(journal.entries().getLast().startNanos()).isEqualTo(ms(7).toNanos());
    }

    @Test
    void whatBeganBeforeTheCallIsAdoptedFromItsStart() {
        Journal shared = Journal.beginning(time);
        shared.begin(Entry.Kind.BACKEND, "large", budget).end(answer(0.9));
        time.advance(ms(2));
        Journal late = Journal.beginning(time);

        late.adopt(shared.snapshot(), true);

        assertThat(late.entries().getFirst().startNanos()).isZero();
    }

    @Test
    void whatAnotherCallPaidCostsNothingHere() {
        Entry paid = begin("large");
        paid.spend(new Money(3));
        paid.end(answer(0.9));
        Journal payer = Journal.beginning(time);
        Journal other = Journal.beginning(time);

        payer.adopt(journal.snapshot(), true);
        other.adopt(journal.snapshot(), false);

        assertThat(payer.entries().getFirst().cost()).isEqualTo(new Money(3));
        assertThat(other.entries().getFirst().cost()).isEqualTo(Money.ZERO);
    }

    @Test
    void sealedJournalAdoptsNothing() {
        begin("large").end(answer(0.9));
        Journal other = Journal.beginning(time);
        other.seal();

        other.adopt(journal.snapshot(), true);

        assertThat(other.entries()).isEmpty();
    }
}
