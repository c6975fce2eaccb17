package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Caller;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Journal;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Priority;
import dev.spillway.core.Purse;
import dev.spillway.core.Refusal;
import dev.spillway.core.Request;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.Trace;
import dev.spillway.core.layer.Within;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every backend promises, whatever its protocol: tried over real sockets against a server that can do anything. */
public abstract class BackendTck {
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
    public interface Server extends AutoCloseable {
        int port();

        void behave(Behaviour behaviour);

        /** How many requests have come in whole. */
        int requests();

        /** How many requests the client gave up before they were answered, as the server saw it. */
        int abandoned();

        /** Closes the connections, listens on. */
        void disconnect();

        @Override
        void close();
    }

    /** Longer than anything takes here; only a failing test waits so long. */
    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LOOPS = 2;

    protected final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    protected final Time time = new LoopTime(vertx);
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
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
        for (var loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            loops.add((EventLoop) loop);
        }
        server = serve();
        backend = backend(server.port());
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        Backend used = backend();
        eventually(() -> used.load().attempts() == 0 && used.load().waiting() == 0);
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.purse().reserved().picos())
                        .as("money that is still reserved")
                        .isZero());
        await(used.close());
        eventually(() -> used.load().equals(Backend.Load.NONE));
        server().close();
        await(vertx.close());
    }

    protected final Server server() {
        return Objects.requireNonNull(server);
    }

    protected final Backend backend() {
        return Objects.requireNonNull(backend);
    }

    @Test
    void answersWithinTheCallingEventLoop() throws Exception {
        for (EventLoop loop : loops) {
            for (int again = 0; again < 20; again++) {
                var ended = new CompletableFuture<Boolean>();
                Call call = call(PATIENCE);
                loop.execute(() -> backend()
                        .run(call)
                        .onComplete(outcome -> ended.complete(loop.inEventLoop()
                                && outcome.result() instanceof Outcome.Answer answer
                                && isRight((Payload.Whole) answer.payload()))));
                assertThat(ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void losesNoAnswerOfManyAtOnce() throws Exception {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            outcomes.add(run(backend(), call(PATIENCE), i % LOOPS));
        }
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(await(outcome))
                    .satisfiesAnyOf(
                            one -> assertThat(one)
                                    .isInstanceOfSatisfying(
                                            Outcome.Answer.class,
                                            answer -> assertThat(isRight((Payload.Whole) answer.payload()))
                                                    .isTrue()),
                            one -> assertThat(one)
                                    .isInstanceOfSatisfying(
                                            Outcome.Refused.class,
                                            refused -> assertThat(refused.why()).isEqualTo(Refusal.OVERLOADED)));
        }
        assertThat(outcomes).anySatisfy(one -> assertThat(one.join()).isInstanceOf(Outcome.Answer.class));
    }

    @Test
    void waitsForASlowAnswer() throws Exception {
        server().behave(Behaviour.ANSWERS_SLOWLY);
        assertThat(await(run(backend(), call(PATIENCE), 0))).isInstanceOf(Outcome.Answer.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"STALLS", "DRIPS"})
    void cancellingReachesTheServerBeforeItAnswers(Behaviour behaviour) throws Exception {
        server().behave(behaviour);
        Call call = call(PATIENCE);
        var outcome = run(backend(), call, 0);
        eventually(() -> server().requests() == 1);

        loops.getFirst().execute(() -> call.scope().cancel());

        assertThat(await(outcome))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.CANCELLED));
        eventually(() -> server().abandoned() == 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"STALLS", "DRIPS"})
    void oneTotalTimeBoundsTheAttempt(Behaviour behaviour) throws Exception {
        server().behave(behaviour);
        Step bounded = Layer.stack(List.of(new Within(Duration.ofMillis(150), time)), backend());
        assertThat(await(run(bounded, call(PATIENCE), 0)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.TIMED_OUT));
        eventually(() -> server().abandoned() == 1);
    }

    @Test
    void aCancelledCallSendsNothing() throws Exception {
        Call call = call(PATIENCE);
        call.scope().cancel();
        assertThat(await(run(backend(), call, 0))).isInstanceOf(Outcome.Failed.class);
        assertThat(await(run(backend(), call(PATIENCE), 0))).isInstanceOf(Outcome.Answer.class);
        assertThat(server().requests()).isEqualTo(1);
    }

    @Test
    void cancellingAfterTheAnswerIsHarmless() throws Exception {
        for (int again = 0; again < 5; again++) {
            Call call = call(PATIENCE);
            assertThat(await(run(backend(), call, 0))).isInstanceOf(Outcome.Answer.class);
            loops.getFirst().execute(() -> call.scope().cancel());
        }
        assertThat(server().abandoned()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"ERRS", "DROPS", "HANGS_UP", "GARBLES", "FLOODS"})
    void whatIsNoAnswerFailsAndTheNextCallIsAnswered(Behaviour behaviour) throws Exception {
        server().behave(behaviour);
        for (int again = 0; again < 3; again++) {
            assertThat(await(run(backend(), call(PATIENCE), 0)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isIn(expected(behaviour)));
        }
        server().behave(Behaviour.ANSWERS);
        assertThat(await(run(backend(), call(PATIENCE), 0))).isInstanceOf(Outcome.Answer.class);
    }

    private static Set<Failure> expected(Behaviour behaviour) {
        return switch (behaviour) {
            case ERRS, HANGS_UP -> Set.of(Failure.BACKEND_ERROR);
            case FLOODS -> Set.of(Failure.BAD_REPLY);
            case DROPS, GARBLES -> Set.of(Failure.BACKEND_ERROR, Failure.BAD_REPLY); // as the protocol can tell
            default -> throw new IllegalArgumentException(behaviour + " is no failure");
        };
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws Exception {
        Backend lost = backend(RawServer.deadPort());
        for (int again = 0; again < 3; again++) {
            Call call = call(PATIENCE);
            assertThat(await(run(lost, call, 0)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.why()).isEqualTo(Failure.UNREACHABLE));
            assertThat(call.purse().spent().picos())
                    .as("nothing was sent, nothing is paid")
                    .isZero();
        }
        await(lost.close());
    }

    @Test
    void survivesTheServersClosingOfIdleConnections() throws Exception {
        for (int again = 0; again < 3; again++) {
            assertThat(await(run(backend(), call(PATIENCE), 0))).isInstanceOf(Outcome.Answer.class);
            int before = backend().load().connections();
            server().disconnect();
            eventually(() -> backend().load().connections() < before || before == 0);
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

    /** A call of its own with so much budget. */
    protected final Call call(Duration budget) {
        return call(budget, input());
    }

    protected final Call call(Duration budget, Map<String, @Nullable Object> input) {
        Trace trace = new Trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "01", "vendor=1");
        Call call = new Call(
                new Request(trace.traceId(), "route", input, null, trace),
                new Caller("tenant", "principal", Set.of(), Priority.NORMAL, Map.of()),
                Budget.of(budget, time),
                Purse.unlimited(),
                Scope.root(),
                Offers.NONE,
                Journal.beginning(time));
        calls.add(call);
        return call;
    }

    /** Runs a call on one of the loops, as a door that knows no Vert.x context does. */
    protected final CompletableFuture<Outcome> run(Step step, Call call, int loop) {
        var outcome = new CompletableFuture<Outcome>();
        loops.get(loop).execute(() -> {
            try {
                step.run(call).onComplete(result -> {
                    if (result.succeeded()) {
                        outcome.complete(result.result());
                    } else {
                        outcome.completeExceptionally(result.cause());
                    }
                });
            } catch (Throwable bug) {
                outcome.completeExceptionally(bug);
            }
        });
        return outcome;
    }

    protected final <T> CompletableFuture<T> onLoop(java.util.function.Supplier<Future<T>> work) {
        var done = new CompletableFuture<T>();
        loops.getFirst()
                .execute(() -> work.get().onComplete((value, bug) -> {
                    if (bug == null) {
                        done.complete(value);
                    } else {
                        done.completeExceptionally(bug);
                    }
                }));
        return done;
    }

    protected static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    protected static <T> T await(Future<T> future) throws Exception {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    /** Waits until something is so that happens elsewhere. */
    protected static void eventually(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it did not become so").isNegative();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
