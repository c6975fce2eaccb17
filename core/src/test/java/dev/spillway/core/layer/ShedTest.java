package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Call;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Client;
import dev.spillway.core.testing.LayerTck;
import dev.spillway.core.testing.VirtualTime;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShedTest extends LayerTck {
    private final Shed roomy = new Shed(10, false);
    private final Shed two = new Shed(2, false);

    @BeforeEach
    void expectAllPermitsBack() {
        leaks.none("permits", roomy.permits()::inUse);
        leaks.none("permits", two.permits()::inUse);
    }

    @Override
    protected Layer roomy() {
        return roomy;
    }

    @Test
    void callOverTheLimitIsRefusedAtOnce() {
        inner.answersAfter(ms(10), answer("yes"));
        ask(two, inner);
        ask(two, inner);
        Client third = ask(two, inner);

        assertRefused(third);
        assertThat(inner.started()).isEqualTo(2);
        time.advance(ms(10));
    }

    @Test
    void refusedCallTakesNoPermit() {
        inner.answersAfter(ms(10), answer("yes"));
        for (int i = 0; i < 5; i++) {
            ask(two, inner);
        }

        assertThat(two.permits().inUse()).isEqualTo(2);
        time.advance(ms(10));
    }

    @Test
    void permitIsFreeOnceTheCallIsOver() {
        inner.answersAfter(ms(10), answer("yes"));
        ask(two, inner);
        ask(two, inner);
        time.advance(ms(10));

        Client third = ask(two, inner);

        time.advance(ms(10));
        assertThat(third.outcome()).isEqualTo(answer("yes"));
    }

    @Test
    void streamHoldsItsPermitToTheLastToken() {
        ask(two, inner.streams(ms(10), ms(10), "a", "b"));

        time.advance(ms(29));
        assertThat(two.permits().inUse()).isEqualTo(1);

        time.advance(ms(1));
        assertThat(two.permits().inUse()).isEqualTo(0);
    }

    @Test
    void callerWhoLeavesGivesThePermitBack() {
        Client client = ask(two, inner.never());

        client.leaves();

        assertThat(two.permits().inUse()).isEqualTo(0);
    }

    @Test
    void bugGivesThePermitBack() {
        ask(two, inner.throwing(new IllegalStateException("a bug")));

        assertThat(two.permits().inUse()).isEqualTo(0);
    }

    @Test
    void noMoreThanTheLimitAreInFlightFromAllThreads() throws Exception {
        Shed three = new Shed(3, false);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Step counting = call -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            call.scope().onEnd(inFlight::decrementAndGet);
            return Future.succeededFuture(answer("yes"));
        };
        Step step = in(three, counting);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> askOften(step));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }

        assertThat(most).hasValueBetween(1, 3);
        assertThat(three.permits().inUse()).isEqualTo(0);
    }

    private static void askOften(Step step) {
        Calls calls = Calls.on(new VirtualTime());
        for (int i = 0; i < 2000; i++) {
            Call call = calls.call(ms(100));
            step.run(call);
            call.scope().end();
        }
    }

    @Test
    void slowCallsOfOneTenantLeaveRoomForAnothers() {
        Shed shared = new Shed(64, true);
        leaks.none("permits", shared.permits()::inUse);
        inner.answersAfter(ms(90), answer("yes"));
        Step step = in(shared, inner);
        Calls calls = Calls.on(time);
        List<Future<Outcome>> greedy = askAtOnce(step, calls.tenant("greedy"), 64);
        List<Future<Outcome>> modest = askAtOnce(step, calls.tenant("modest"), 10);

        time.advance(ms(100));

        assertThat(greedy.stream().filter(one -> one.result() instanceof Outcome.Answer))
                .hasSize(Permits.mostOfOne(64));
        assertThat(modest).allSatisfy(one -> assertThat(one.result()).isEqualTo(answer("yes")));
        assertThat(greedy.getLast().result())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.detail())
                                .isEqualTo("52 calls of this tenant are in flight, its share of the limit of 64"));
    }

    private static List<Future<Outcome>> askAtOnce(Step step, Calls calls, int count) {
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Call call = calls.call(ms(100));
            outcomes.add(step.run(call).andThen(_ -> call.scope().end()));
        }
        return outcomes;
    }

    @Test
    void limitOfZeroIsRefusedWhenBuilt() {
        assertThatThrownBy(() -> new Shed(0, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
    }

    private static void assertRefused(Client client) {
        assertThat(client.outcome()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Refusal.OVERLOADED);
            assertThat(refused.detail()).contains("2");
        });
    }
}
