package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Within;
import dev.spillway.gateway.loops.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every backend promises, whatever its protocol: tried over real sockets against a server that can do anything. */
public abstract class BackendTck extends BackendFixture {
    /** What the server does to each request from now on. */
    public enum Behaviour {
        /** Answers at once, with something that {@link #isRight} accepts. */
        ANSWERS,
        /** Does so after a while. */
        ANSWERS_SLOWLY,
        /** Takes the request and never says a word. */
        STALLS,
        /** Begins an answer and sends the rest byte by byte, without end. */
        DRIPS,
        /** Says that it failed. */
        ERRS,
        /** Closes the connection in the middle of an answer. */
        DROPS,
        /** Closes the connection without a word. */
        HANGS_UP,
        /** Sends bytes that mean nothing. */
        GARBLES,
        /** Answers with more than is accepted. */
        FLOODS
    }

    /** A server of the backend's protocol on loopback. */
    public interface Server extends Stop {
        int port();

        void behave(Behaviour behaviour);

        /** How many requests have come in whole. */
        int requests();

        /** How many requests the client gave up before they were answered, as the server saw it. */
        int abandoned();

        /** Closes the connections, listens on. */
        void disconnect();
    }

    private @Nullable Server server;
    private @Nullable Backend backend;

    /** Starts a server that answers. */
    protected abstract Server serve();

    /** A backend for a server on a port of 127.0.0.1. */
    protected abstract Backend backend(int port);

    /** An input for which the server has an answer. */
    protected abstract Map<String, @Nullable Object> input();

    /** Whether an answer is the one that the server gave. */
    protected abstract boolean isRight(Payload.Whole payload);

    @BeforeEach
    void start() {
        server = stopped(serve());
        backend = watched(backend(server.port()));
    }

    protected final Server server() {
        return Objects.requireNonNull(server);
    }

    protected final Backend backend() {
        return Objects.requireNonNull(backend);
    }

    @Test
    void answersWithinTheCallingEventLoop() throws Exception {
        for (Loops.Loop loop : loops.all()) {
            for (int again = 0; again < 20; again++) {
                var ended = new CompletableFuture<Boolean>();
                Call call = call(PATIENCE);
                loop.executor()
                        .execute(() -> backend()
                                .run(call)
                                .onComplete(outcome ->
                                        ended.complete(loop.executor().inEventLoop()
                                                && outcome.result() instanceof Outcome.Answer answer
                                                && isRight((Payload.Whole) answer.payload()))));
                assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void losesNoAnswerOfManyAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                outcomes.add(run(backend(), call(PATIENCE), i % LOOPS));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(await(outcome))
                        .isInstanceOfSatisfying(
                                Outcome.Answer.class,
                                answer -> assertThat(isRight((Payload.Whole) answer.payload()))
                                        .isTrue());
            }
        }
    }

    @Test
    void waitsForASlowAnswer() throws Exception {
        server().behave(Behaviour.ANSWERS_SLOWLY);
        assertThat(await(run(backend(), call(PATIENCE)))).isInstanceOf(Outcome.Answer.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"STALLS", "DRIPS"})
    void cancellingReachesTheServerBeforeItAnswers(Behaviour behaviour) throws Exception {
        server().behave(behaviour);
        Call call = call(PATIENCE);
        var outcome = run(backend(), call);
        eventually(() -> server().requests() == 1);

        onLoop(() -> call.scope().cancel());

        assertThat(await(outcome))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
        eventually(() -> server().abandoned() == 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"STALLS", "DRIPS"})
    void oneTotalTimeBoundsTheAttempt(Behaviour behaviour) throws Exception {
        assertThat(await(run(backend(), call(PATIENCE)))).isInstanceOf(Outcome.Answer.class); // now it is connected
        server().behave(behaviour);
        Step bounded = Layer.stack(List.of(new Within(Duration.ofMillis(150), time)), backend());
        assertThat(await(run(bounded, call(PATIENCE))))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
        eventually(() -> server().abandoned() == 1);
    }

    @Test
    void aCancelledCallSendsNothing() throws Exception {
        Call call = call(PATIENCE);
        call.scope().cancel();
        assertThat(await(run(backend(), call))).isInstanceOf(Outcome.Failed.class);
        assertThat(await(run(backend(), call(PATIENCE)))).isInstanceOf(Outcome.Answer.class);
        assertThat(server().requests()).isEqualTo(1);
    }

    @Test
    void cancellingAfterTheAnswerIsHarmless() throws Exception {
        for (int again = 0; again < 5; again++) {
            Call call = call(PATIENCE);
            assertThat(await(run(backend(), call))).isInstanceOf(Outcome.Answer.class);
            onLoop(() -> call.scope().cancel());
        }
        assertThat(server().abandoned()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERRS", "DROPS", "HANGS_UP", "GARBLES", "FLOODS"})
    void whatIsNoAnswerFailsAndTheNextCallIsAnswered(Behaviour behaviour) throws Exception {
        server().behave(behaviour);
        for (int again = 0; again < 3; again++) {
            assertThat(await(run(backend(), call(PATIENCE))))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isIn(expected(behaviour)));
        }
        server().behave(Behaviour.ANSWERS);
        assertThat(await(run(backend(), call(PATIENCE)))).isInstanceOf(Outcome.Answer.class);
    }

    private static Set<Failure> expected(Behaviour behaviour) {
        return switch (behaviour) {
            case ERRS, HANGS_UP, DROPS -> Set.of(Failure.BACKEND_ERROR); // a breaker learns from it
            case FLOODS -> Set.of(Failure.BAD_REPLY);
            case GARBLES -> Set.of(Failure.BACKEND_ERROR, Failure.BAD_REPLY); // as the protocol can tell
            default -> throw new IllegalArgumentException(behaviour + " is no failure");
        };
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws Exception {
        Backend lost = watched(backend(RawServer.deadPort()));
        for (int again = 0; again < 3; again++) {
            Call call = call(PATIENCE);
            assertThat(await(run(lost, call)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
            assertThat(call.purse().spent().picos())
                    .as("nothing was sent, nothing is paid")
                    .isZero();
        }
    }

    @Test
    void survivesTheServersClosingOfIdleConnections() throws Exception {
        for (int again = 0; again < 3; again++) {
            assertThat(await(run(backend(), call(PATIENCE)))).isInstanceOf(Outcome.Answer.class);
            server().disconnect();
            Outcome outcome = await(run(backend(), call(PATIENCE)));
            while (!(outcome instanceof Outcome.Answer)) { // a call may go out before the end is seen
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.why()).isEqualTo(Failure.BACKEND_ERROR));
                outcome = await(run(backend(), call(PATIENCE)));
            }
        }
    }

    @Test
    void theJournalHearsOfTheBackendsOwnConfidenceAndPrice() throws Exception {
        Call call = call(PATIENCE);
        Entry entry = call.journal().begin(Entry.Kind.BACKEND, "it", call.budget());
        Outcome outcome = await(run(backend(), call.with(call.journal().under(entry)), 0));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Answer.class,
                        answer -> assertThat(entry.rawConfidence()).isEqualTo(answer.confidence()));
        assertThat(entry.cost()).isEqualTo(call.purse().spent());
    }

    private Call call(Duration budget) {
        return call(budget, input());
    }
}
