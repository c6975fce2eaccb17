package dev.spillway.gateway.backend.http;

import static dev.spillway.gateway.backend.http.HttpFaults.raw;
import static dev.spillway.gateway.backend.http.HttpFaults.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.config.HttpJsonConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How connections are kept, shared and given up. */
final class HttpLanesTest extends HttpFixture {
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"label\":\"late\"}";

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        for (int again = 0; again < 10; again++) {
            assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void afterAReconnectEveryLoopOpensAnother() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        for (int loop = 0; loop < LOOPS; loop++) {
            await(run(backend, call(), loop));
        }
        eventually(() -> backend.load().attempts() == 0);
        loops.all().getFirst().executor().submit(backend::reconnect).get();
        eventually(() -> backend.load().connections() == 0);
        for (int loop = 0; loop < LOOPS; loop++) {
            assertThat(await(run(backend, call(), loop))).isInstanceOf(Outcome.Answer.class);
        }
        assertThat(server.accepted()).isEqualTo(2 * LOOPS);
    }

    @Test
    void aFailureToldInFullKeepsTheConnection() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        server.play(reply(500, "{}"));
        for (int again = 0; again < 3; again++) {
            await(run(backend, call()));
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void eachLoopHasItsOwnConnections() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        for (int loop = 0; loop < LOOPS; loop++) {
            await(run(backend, call(), loop));
        }
        assertThat(server.accepted()).isEqualTo(LOOPS);
    }

    @Test
    void aServerThatWantsToCloseIsObeyed() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        server.play(reply(200, ANSWER, "Connection: Close"));
        await(run(backend, call()));
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        assertThat(server.accepted()).isEqualTo(2);
        eventually(() -> backend.load().connections() == 0);
    }

    @Test
    void whoeverComesWhenAllConnectionsAreLentWaits() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(2));
        CountDownLatch go = new CountDownLatch(1);
        server.play((in, out) -> {
            go.await();
            return reply(200, ANSWER).play(in, out);
        });
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            outcomes.add(run(backend, call()));
        }
        eventually(() -> server.requests() == 2);
        assertThat(backend.load()).isEqualTo(new Backend.Load(2, 2, 2));
        go.countDown();
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(await(outcome)).isInstanceOf(Outcome.Answer.class);
        }
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void moreThanCanWaitAreRefused() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(2));
        server.behave(Behaviour.STALLS);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            calls.add(call());
            var _ = run(backend, calls.getLast());
        }
        eventually(() -> server.requests() == 2);
        for (int i = 0; i < 2; i++) {
            calls.add(call());
            var _ = run(backend, calls.getLast());
        }
        Call tooMany = call();
        assertThat(await(run(backend, tooMany)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.OVERLOADED));
        onLoop(() -> calls.forEach(call -> call.scope().cancel()));
    }

    @Test
    void aCancelledWaiterLeavesTheQueueAndSendsNothing() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(1));
        server.behave(Behaviour.STALLS);
        Call first = call();
        Call second = call();
        var _ = run(backend, first);
        var waiting = run(backend, second);
        eventually(() -> backend.load().waiting() == 1 && server.requests() == 1);

        onLoop(() -> second.scope().cancel());
        assertThat(await(waiting))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
        eventually(() -> backend.load().waiting() == 0);
        assertThat(second.purse().spent().picos()).isZero();

        onLoop(() -> first.scope().cancel());
        eventually(() -> server.abandoned() == 1);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aConnectionThatBreaksMakesRoomForAWaiter() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(1));
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger turn = new AtomicInteger();
        server.play((in, out) -> {
            if (turn.getAndIncrement() == 0) {
                go.await();
                return false;
            }
            return reply(200, ANSWER).play(in, out);
        });
        var first = run(backend, call());
        var second = run(backend, call());
        eventually(() -> backend.load().waiting() == 1 && server.requests() == 1);
        go.countDown();
        assertThat(await(first)).isInstanceOf(Outcome.Failed.class);
        assertThat(await(second)).isInstanceOf(Outcome.Answer.class);
    }

    @Test
    void bytesBehindAReplyBecomeNoOtherCallsReply() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(1));
        server.play((_, out) -> {
            out.write((WHOLE + WHOLE.replace("late", "fake")).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return true;
        });
        var first = run(backend, call());
        var second = run(backend, call()); // waits for the first one's connection
        assertThat(await(first))
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(answer.payload().toString()).contains("late"));
        assertThat(await(second))
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(answer.payload().toString()).contains("late"));
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void twoSilencesInARowEndTheTrustInIdleConnections() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(8));
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        CountDownLatch together = new CountDownLatch(8);
        server.play((in, out) -> {
            together.countDown();
            together.await();
            return reply(200, ANSWER).play(in, out);
        });
        for (int i = 0; i < 8; i++) {
            outcomes.add(run(backend, call()));
        }
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(await(outcome)).isInstanceOf(Outcome.Answer.class);
        }
        assertThat(server.accepted()).isEqualTo(8);

        // From now on the old connections are silent and new ones work, as behind a device that has forgotten them.
        AtomicInteger silent = new AtomicInteger();
        server.playOnOldConnections((in, _) -> {
            silent.incrementAndGet();
            return in.read() >= 0;
        });
        server.play(reply(200, ANSWER));
        int timedOut = 0;
        Outcome outcome;
        do {
            timedOut++;
            outcome = await(run(
                    dev.spillway.core.Layer.stack(List.of(new Within(Duration.ofMillis(50), time)), backend), call()));
        } while (!(outcome instanceof Outcome.Answer));
        assertThat(timedOut - 1).isEqualTo(2);
        assertThat(silent).hasValue(2);
    }

    @Test
    void aKeptConnectionThatClosesUnderAnIdempotentRequestCostsNoAnswer() throws Exception {
        HttpJsonBackend backend = backend(config("/").method(HttpJsonConfig.Method.GET));
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        server.playOnOldConnections(raw(""));
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void whatMayNotBeDoneTwiceIsNotSentTwice() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        server.playOnOldConnections(raw(""));
        assertThat(await(run(backend, call())))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.BACKEND_ERROR));
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aServerThatHangsUpOnEveryoneIsAskedOnceMoreAtMost() throws Exception {
        HttpJsonBackend backend = backend(config("/").method(HttpJsonConfig.Method.GET));
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Answer.class);
        server.playOnOldConnections(raw(""));
        server.play(raw(""));
        assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Failed.class);
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void closingLetsAttemptsUnderWayEnd() throws Exception {
        HttpJsonBackend backend = backend(config("/").connections(1));
        CountDownLatch go = new CountDownLatch(1);
        server.play((in, out) -> {
            go.await();
            return reply(200, ANSWER).play(in, out);
        });
        var underWay = run(backend, call());
        var waiting = run(backend, call());
        eventually(() -> backend.load().waiting() == 1 && server.requests() == 1);
        backend.close();
        assertThat(await(waiting))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
        go.countDown();
        assertThat(await(underWay)).isInstanceOf(Outcome.Answer.class);
        eventually(() -> server.open() == 0);
    }

    @Test
    void aServerThatHangsUpAtOnceIsNoEndlessLoop() throws Exception {
        HttpJsonBackend backend = backend(config("/"));
        server.play(raw(""));
        for (int again = 0; again < 5; again++) {
            assertThat(await(run(backend, call()))).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(server.accepted()).isEqualTo(5);
    }
}
