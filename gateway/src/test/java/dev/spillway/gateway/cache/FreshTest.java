package dev.spillway.gateway.cache;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Caller;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Handle;
import dev.spillway.core.Layer;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Priority;
import dev.spillway.core.Purse;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.OrElse;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshTest extends LayerTck {
    private final AnswerCache cache = new AnswerCache(1 << 20, time);
    private final Keying keying = new Keying("route", "1");
    private final Purse refreshing = leaks.watch(Purse.of(new Money(100)));

    private Fresh fresh(Duration ttl, Duration revalidate, Duration stale) {
        return new Fresh(
                cache, keying, new Fresh.Ages(ttl, revalidate, stale), ms(300), () -> refreshing, Observer.NONE, time);
    }

    @Override
    protected Layer roomy() {
        return fresh(ms(1000), Duration.ZERO, ms(1000));
    }

    private static Outcome.Answer cached(Outcome.Answer original, Duration age) {
        return original.with(new Source.Cache(original.source(), age));
    }

    private void answerIsKept(Layer layer) {
        ask(layer, inner);
    }

    @Test
    void hitIsTheFullAnswerWithItsAgeAndRunsNothing() {
        inner.answers(answer(0.9));
        answerIsKept(roomy());
        time.advance(ms(700));
        Client client = ask(roomy(), inner);

        assertThat(client.outcome()).isEqualTo(cached(answer(0.9), ms(700)));
        assertThat(inner.started()).isEqualTo(1);
    }

    @Test
    void ageCountsFromTheAnswerAndEndsTheHitsAtTheTtl() {
        inner.answersAfter(ms(50), answer("first")).answers(answer("second"));
        answerIsKept(roomy());
        time.advance(ms(50 + 1000));
        assertThat(ask(roomy(), inner).outcome()).isEqualTo(cached(answer("first"), ms(1000)));

        time.advance(Duration.ofNanos(1));
        assertThat(ask(roomy(), inner).outcome()).isEqualTo(answer("second"));
    }

    @Test
    void hitsAndMissesAreJournalled() {
        inner.answers(answer("yes"));
        Call miss = leaks.call(ms(1000));
        Call hit = leaks.call(ms(1000));
        leaks.ask(in(roomy(), inner), miss);
        leaks.ask(in(roomy(), inner), hit);

        Entry missed = miss.journal().entries().getFirst();
        assertThat(missed.kind()).isEqualTo(Entry.Kind.CACHE);
        assertThat(missed.status()).isEqualTo(Entry.Status.SKIPPED);
        assertThat(missed.reason()).isEqualTo("miss");
        Entry found = hit.journal().entries().getFirst();
        assertThat(found.kind()).isEqualTo(Entry.Kind.CACHE);
        assertThat(found.status()).isEqualTo(Entry.Status.ANSWERED);
        assertThat(found.reason()).isEqualTo("hit");
        assertThat(found.quality()).isEqualTo(Quality.FULL);
        assertThat(found.cost()).isEqualTo(Money.ZERO);
    }

    @Test
    void whatIsNotFullWholeOrFreeIsNotKept() {
        LinkedHashMap<String, Source> branches = new LinkedHashMap<>();
        branches.put("one", new Source.Cache(answer("x").source(), ms(5)));
        FollowUp promise = new FollowUp.Promised(FollowUp.Kind.BETTER, "", new Handle("h-1"), true);
        List<Outcome> unfit = List.of(
                degraded(0.9),
                answer(0.9).with(Quality.PARTIAL),
                answer(0.9).with(promise),
                answer(0.9).with(new Source.Cache(answer("x").source(), ms(5))),
                answer(0.9).with(new Source.Flow(branches)),
                new Outcome.Deferred(new Handle("h-1")),
                Outcome.Refused.because(Refusal.OVERLOADED, ""),
                Outcome.Failed.because(Failure.BACKEND_ERROR, ""));
        for (Outcome outcome : unfit) {
            ask(roomy(), leaks.step().endsAfter(Duration.ZERO, outcome));
        }
        ask(roomy(), leaks.step().streams(ms(10), ms(5), "a"));
        time.advance(ms(20));

        assertThat(cache.entries()).isZero();
        assertThat(ask(roomy(), inner.answers(answer("yes"))).outcome()).isEqualTo(answer("yes"));
    }

    @Test
    void anotherTenantInputOrVersionIsMiss() {
        inner.answers(answer("yes"));
        answerIsKept(roomy());
        Caller other = new Caller("other", "principal", Set.of(), Priority.NORMAL, Map.of());
        leaks.ask(in(roomy(), inner), leaks.calls().caller(other).call(ms(1000)));
        leaks.ask(in(roomy(), inner), leaks.calls().input(Map.of("a", 1L)).call(ms(1000)));
        Fresh next = new Fresh(
                cache,
                new Keying("route", "2"),
                new Fresh.Ages(ms(1000), Duration.ZERO, Duration.ZERO),
                ms(300),
                () -> refreshing,
                Observer.NONE,
                time);
        ask(next, inner);

        assertThat(inner.started()).isEqualTo(4);
    }

    @Test
    void agingEntryAnswersAtOnceWhileOneRefreshRunsApartFromTheCaller() {
        Fresh layer = fresh(ms(100), ms(100), ms(100));
        inner.answers(answer("old")).answersAfter(ms(200), answer("new"));
        answerIsKept(layer);
        time.advance(ms(150));

        Call call = leaks.call(ms(20));
        Client first = leaks.ask(in(layer, inner), call);
        Client second = ask(layer, inner);

        assertThat(first.outcome()).isEqualTo(cached(answer("old"), ms(150)).with(Quality.DEGRADED));
        assertThat(second.outcome()).isEqualTo(first.outcome());
        assertThat(call.journal().entries().getFirst().reason()).isEqualTo("stale");
        assertThat(inner.started()).isEqualTo(2);
        Call refresh = inner.calls().getLast();
        assertThat(refresh.purse()).isSameAs(refreshing);
        assertThat(refresh.budget().left(time)).isEqualTo(ms(300));
        assertThat(refresh.scope().isOver())
                .as("the caller's end is not its end")
                .isFalse();

        time.advance(ms(210));
        assertThat(ask(layer, inner).outcome()).isEqualTo(cached(answer("new"), ms(10)));
    }

    @Test
    void refreshIsBoundedByItsOwnBudgetAndAnotherFollows() {
        Fresh layer = fresh(ms(100), ms(900), ms(100));
        inner.answers(answer("old")).never();
        answerIsKept(layer);
        time.advance(ms(150));
        ask(layer, inner);
        time.advance(ms(299));
        assertThat(inner.cancelled()).isZero();

        time.advance(ms(1));
        assertThat(inner.cancelled()).isEqualTo(1);

        ask(layer, inner);
        assertThat(inner.started()).isEqualTo(3);
        time.advance(ms(300));
    }

    @Test
    void refreshThatFailsLeavesTheEntry() {
        Fresh layer = fresh(ms(100), ms(900), ms(100));
        inner.answers(answer("old")).failsAfter(ms(5), Failure.BACKEND_ERROR);
        answerIsKept(layer);
        time.advance(ms(150));
        ask(layer, inner);
        time.advance(ms(5));

        assertThat(ask(layer, inner).outcome())
                .isEqualTo(cached(answer("old"), ms(155)).with(Quality.DEGRADED));
        time.advance(ms(5));
    }

    @Test
    void refreshesAreBoundedInNumber() {
        Fresh layer = fresh(ms(100), ms(900), ms(100));
        for (int i = 0; i < Refresh.MOST + 10; i++) {
            inner.answers(answer("old"));
        }
        inner.never();
        askEach(layer, Refresh.MOST + 10);
        time.advance(ms(150));
        askEach(layer, Refresh.MOST + 10);
        assertThat(inner.running()).isEqualTo(Refresh.MOST);

        time.advance(ms(300));
        assertThat(inner.running()).isZero();
    }

    private void askEach(Fresh layer, int count) {
        for (int i = 0; i < count; i++) {
            leaks.ask(
                    in(layer, inner), leaks.calls().input(Map.of("a", (long) i)).call(ms(1000)));
        }
    }

    @Test
    void staleEntryAnswersWhatFellWithinItsBound() {
        Fresh layer = fresh(ms(100), Duration.ZERO, ms(500));
        inner.answers(answer("old")).failsAfter(ms(10), Failure.BACKEND_ERROR);
        answerIsKept(layer);
        time.advance(ms(490));
        Call call = leaks.call(ms(1000));
        Client client = leaks.ask(orStale(layer), call);
        time.advance(ms(10));

        assertThat(client.outcome()).isEqualTo(cached(answer("old"), ms(500)).with(Quality.DEGRADED));
        assertThat(call.journal().entries()).extracting(Entry::path).containsExactly("cache", "stale");
        assertThat(call.journal().entries().getLast().reason()).isEqualTo("stale");
    }

    @Test
    void staleEntryPastItsBoundLeavesTheOutcome() {
        Fresh layer = fresh(ms(100), Duration.ZERO, ms(500));
        inner.answers(answer("old")).failsAfter(ms(11), Failure.BACKEND_ERROR);
        answerIsKept(layer);
        time.advance(ms(490));
        Client client = leaks.ask(orStale(layer), leaks.call(ms(1000)));
        time.advance(ms(11));

        assertFailed(client, Failure.BACKEND_ERROR);
    }

    private dev.spillway.core.Step orStale(Fresh layer) {
        Stale stale = new Stale(cache, keying, ms(500), Observer.NONE, time);
        return Layer.stack(List.of(new OrElse(stale), layer), inner);
    }

    @Test
    void entriesThatAreOfNoUseAnyMoreGoByThemselves() {
        inner.answers(answer("yes"));
        answerIsKept(fresh(ms(100), ms(50), ms(200)));
        time.advance(ms(199));
        assertThat(cache.entries()).isEqualTo(1);

        time.advance(ms(3000)); // they are looked for about once a second
        assertThat(cache.entries()).isZero();
        assertThat(cache.weight()).isZero();
        assertThat(cache.evicted()).isZero();
    }

    @Test
    void weightIsBounded() {
        Layer layer = roomy();
        String large = "x".repeat(30_000); // 60 KB each: 17 fit
        for (int i = 0; i < 100; i++) {
            inner.answers(answer("yes").with(new Payload.Whole(Map.of("text", large))));
        }
        for (int i = 0; i < 100; i++) {
            leaks.ask(
                    in(layer, inner), leaks.calls().input(Map.of("a", (long) i)).call(ms(1000)));
        }

        assertThat(cache.weight()).isBetween(900_000L, 1L << 20);
        assertThat(cache.entries()).isEqualTo(17);
        assertThat(cache.evicted()).isEqualTo(83);

        cache.bound(130_000);
        assertThat(cache.entries()).isEqualTo(2);
    }

    @Test
    void manyAnswersOfOneTenantPushOutNoneOfAnothersFew() {
        Layer layer = roomy();
        keepFor(layer, "modest", 8);
        keepFor(layer, "greedy", 100);

        assertThat(cache.weight()).isBetween(900_000L, 1L << 20);
        assertThat(cachedFor("modest", 8)).isEqualTo(8);

        keepFor(layer, "modest", 100);
        assertThat(cache.weight()).isBetween(900_000L, 1L << 20);
        assertThat(cachedFor("modest", 100)).isBetween(7L, 10L); // half of the 17 that there is room for
        assertThat(cachedFor("greedy", 100)).isBetween(7L, 10L);
    }

    private void keepFor(Layer layer, String tenant, int count) {
        for (int i = 0; i < count; i++) {
            Outcome.Answer large = answer(0.9).with(new Payload.Whole(Map.of("text", "x".repeat(30_000))));
            Call call = Calls.on(time).tenant(tenant).input(Map.of("n", i)).call(ms(100));
            in(layer, leaks.step().answers(large)).run(call);
            call.scope().end();
        }
    }

    private long cachedFor(String tenant, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> Calls.on(time).tenant(tenant).input(Map.of("n", i)).call(ms(100)))
                .filter(call -> cache.find(tenant, keying.of(call), ms(1000)) != null)
                .count();
    }
}
