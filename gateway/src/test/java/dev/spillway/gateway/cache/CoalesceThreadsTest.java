package dev.spillway.gateway.cache;

import static dev.spillway.core.testing.Answers.answer;
import static dev.spillway.core.testing.Answers.degraded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.core.testing.Calls;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real event loops: a call is touched by its own alone, whoever does the work. */
class CoalesceThreadsTest {
    private static final int LOOPS = 4;
    private static final int CALLS = 6000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    private final Loops loops = Loops.of(vertx);
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final LoopTime time = new LoopTime(uncaught::add);
    private final Coalesce coalesce =
            new Coalesce(new Keying("route", "1"), () -> Loops.current().executor(), Observer.NONE, time);
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Works for a millisecond or two, offers in between, and minds its thread. */
    private final Step slow = call -> {
        started.incrementAndGet();
        running.incrementAndGet();
        Thread mine = Thread.currentThread();
        Promise<Outcome> outcome = Promise.promise();
        call.scope().onEnd(running::decrementAndGet);
        Time.Timer offer = time.after(Duration.ofMillis(1), () -> call.offers().offer(degraded(0.5)));
        Time.Timer end = time.after(Duration.ofMillis(2), () -> outcome.tryComplete(answer("yes")));
        call.scope().onCancel(() -> {
            mind(mine, "cancelled");
            offer.cancel();
            end.cancel();
            outcome.tryComplete(Outcome.Failed.cancelled("as asked"));
        });
        return outcome.future();
    };

    private final Step route = Layer.stack(List.of(new Within(Duration.ofSeconds(20), time), coalesce), slow);

    private void mind(Thread home, String what) {
        if (Thread.currentThread() != home) {
            wrong.add(what + " on " + Thread.currentThread().getName() + " in place of " + home.getName());
        }
    }

    @Test
    void everyWaiterHasOneOutcomeOnItsOwnLoop() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(CALLS);
        Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        SplittableRandom random = new SplittableRandom(7);
        List<Runnable> asking = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            long input = random.nextInt(5);
            boolean leaves = random.nextInt(4) == 0;
            asking.add(() -> ask(input, leaves, outcome -> {
                outcomes.add(outcome);
                done.countDown();
            }));
        }
        for (int i = 0; i < CALLS; i++) {
            loops.all().get(i % LOOPS).executor().execute(asking.get(i));
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).as("all have an outcome").isTrue();
        settle();
        assertThat(wrong).isEmpty();
        assertThat(uncaught).isEmpty();
        assertThat(outcomes).hasSize(CALLS);
        assertThat(outcomes)
                .allMatch(outcome -> outcome.equals(answer("yes"))
                        || outcome instanceof Outcome.Failed failed && failed.why() == Failure.CANCELLED);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.equals(answer("yes")))
                .hasSizeGreaterThan(CALLS / 2);
        assertThat(started.get()).isLessThan(CALLS / 2);
        assertThat(running.get()).as("attempts at work").isZero();
        assertThat(coalesce.attempts()).isZero();
    }

    private void ask(long input, boolean leaves, java.util.function.Consumer<Outcome> ear) {
        Thread home = Thread.currentThread();
        Call call = Calls.on(time)
                .input(Map.of("a", input))
                .offers(new Minding(home))
                .call(Duration.ofSeconds(10));
        call.scope().onEnd(() -> mind(home, "ended"));
        route.run(call).onComplete(result -> {
            mind(home, "completed");
            call.scope().end();
            ear.accept(result.succeeded() ? result.result() : Outcome.Failed.defect(result.cause()));
        });
        if (leaves) {
            time.after(Duration.ofMillis(1), () -> call.scope().cancel());
        }
    }

    /** Lets what was handed from loop to loop arrive. */
    private void settle() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            CountDownLatch passed = new CountDownLatch(LOOPS);
            loops.all().forEach(loop -> loop.executor().execute(passed::countDown));
            assertThat(passed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final class Minding implements dev.spillway.core.Offers {
        private final Thread home;

        Minding(Thread home) {
            this.home = home;
        }

        @Override
        public void offer(Outcome.Answer interim) {
            mind(home, "offered");
        }

        @Override
        public void progress(Supplier<Partial> soFar) {
            mind(home, "told");
        }
    }
}
