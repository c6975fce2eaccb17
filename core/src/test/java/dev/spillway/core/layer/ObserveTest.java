package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserveTest extends LayerTck {
    private final List<String> heard = new ArrayList<>();
    private final Call call = Calls.on(time).call(ms(1000));
    private final Observe observe = new Observe(Entry.Kind.BACKEND, "large", new Observer() {
        @Override
        public void ended(Call observed, Entry entry) {
            heard.add("ended " + entry.path() + " " + entry.status());
        }

        @Override
        public void defect(Call observed, Entry entry, Throwable bug) {
            heard.add("defect " + entry.path() + " " + entry.status() + " " + bug.getMessage());
        }
    });

    @Override
    protected Layer roomy() {
        return new Observe(Entry.Kind.BACKEND, "backend", Observer.NONE);
    }

    private Client ask() {
        return leaks.ask(in(observe, inner), call);
    }

    private Entry entry() {
        assertThat(call.journal().entries()).hasSize(1);
        return call.journal().entries().getFirst();
    }

    private void assertEnded(Entry.Status status, String reason) {
        assertThat(entry().status()).isEqualTo(status);
        assertThat(entry().reason()).isEqualTo(reason);
        assertThat(heard).last().isEqualTo("ended large " + status);
    }

    @Test
    void entryRunsFromTheStartToTheAnswer() {
        inner.answersAfter(ms(10), answer(0.9));
        time.advance(ms(5));
        ask();

        time.advance(ms(7));
        assertThat(entry().isRunning()).isTrue();
        assertThat(entry().usedNanos()).isEqualTo(ms(7).toNanos());
        assertThat(heard).isEmpty();

        time.advance(ms(3));
        assertEnded(Entry.Status.ANSWERED, "");
        assertThat(entry().kind()).isEqualTo(Entry.Kind.BACKEND);
        assertThat(entry().startNanos()).isEqualTo(ms(5).toNanos());
        assertThat(entry().grantedNanos()).isEqualTo(ms(995).toNanos());
        assertThat(entry().usedNanos()).isEqualTo(ms(10).toNanos());
        assertThat(entry().confidence()).isEqualTo(Confidence.of(0.9));
        assertThat(entry().source()).isEqualTo(answer(0.9).source());
    }

    @Test
    void refusalIsSeen() {
        inner.refuses(Refusal.NO_MONEY);
        ask();

        assertEnded(Entry.Status.REFUSED, "no-money");
    }

    @Test
    void failureIsSeen() {
        inner.failsAfter(ms(10), Failure.TIMED_OUT);
        ask();
        time.advance(ms(10));

        assertEnded(Entry.Status.FAILED, "timed-out");
        assertThat(entry().detail()).isEqualTo("as scripted");
    }

    @Test
    void promiseIsSeen() {
        inner.endsAfter(ms(10), new Outcome.Deferred(new Handle("h-1")));
        ask();
        time.advance(ms(10));

        assertEnded(Entry.Status.DEFERRED, "");
    }

    @Test
    void streamIsSeenToItsLastToken() {
        inner.streams(ms(10), ms(10), "a", "b");
        ask();

        time.advance(ms(29));
        assertThat(entry().isRunning()).isTrue();

        time.advance(ms(1));
        assertEnded(Entry.Status.ANSWERED, "");
        assertThat(entry().usedNanos()).isEqualTo(ms(30).toNanos());
        assertThat(entry().source()).isEqualTo(answer("").source());
    }

    @Test
    void streamThatBreaksOffHasFailed() {
        inner.breaksOff(ms(10), ms(10), Failure.BACKEND_ERROR, "a");
        ask();
        time.advance(ms(20));

        assertEnded(Entry.Status.FAILED, "backend-error");
        assertThat(entry().detail()).isEqualTo("as scripted");
    }

    @Test
    void streamThatNoOneReadsToItsEndIsCancelled() {
        inner.streams(ms(10), ms(10), "a", "b");
        in(observe, inner).run(call);
        time.advance(ms(100));

        call.scope().cancel();

        assertEnded(Entry.Status.CANCELLED, "cancelled");
    }

    @Test
    void callerWhoLeavesIsSeen() {
        inner.never();
        Client client = ask();
        time.advance(ms(10));

        client.leaves();

        assertEnded(Entry.Status.CANCELLED, "cancelled");
        assertThat(entry().usedNanos()).isEqualTo(ms(10).toNanos());
    }

    @Test
    void stepThatDoesNotHearOfItsCancellingIsSeenAsCancelled() {
        inner.deaf().answersAfter(ms(50), answer("late"));
        Client client = ask();

        client.leaves();
        assertEnded(Entry.Status.CANCELLED, "cancelled");

        time.advance(ms(50));
        assertEnded(Entry.Status.CANCELLED, "cancelled");
    }

    @Test
    void observerHearsOfEachEndOnce() {
        inner.answersAfter(ms(10), answer("yes"));
        ask();
        time.advance(ms(10));

        assertThat(heard).containsExactly("ended large ANSWERED");
    }

    @Test
    void bugIsToldBeforeTheEndAndItsMessageStaysOutOfTheJournal() {
        inner.failsItsFutureAfter(ms(10), new IllegalStateException("secret"));
        Client client = ask();
        time.advance(ms(10));

        assertThat(heard).containsExactly("defect large RUNNING secret", "ended large FAILED");
        assertThat(entry().reason()).isEqualTo("defect");
        assertThat(entry().detail()).doesNotContain("secret").contains("IllegalStateException");
        assertThat(client.bug()).hasMessage("secret");
    }

    @Test
    void observedStepsStandUnderEachOther() {
        Step step = Layer.stack(List.of(new Observe(Entry.Kind.BRANCH, "intent", Observer.NONE), observe), inner);
        inner.answers(answer("yes"));
        leaks.ask(step, call);

        assertThat(call.journal().entries()).extracting(Entry::path).containsExactly("intent", "intent/large");
        assertThat(inner.calls().getFirst().journal().entry())
                .isSameAs(call.journal().entries().getLast());
    }

    @Test
    void entryHasEndedWhenTheOutcomeIsHeard() {
        inner.answersAfter(ms(10), answer("yes"));
        var runningAtOutcome = in(observe, inner).run(call).map(_ -> entry().isRunning());
        time.advance(ms(10));

        assertThat(runningAtOutcome.result()).isFalse();
        call.scope().end();
    }
}
