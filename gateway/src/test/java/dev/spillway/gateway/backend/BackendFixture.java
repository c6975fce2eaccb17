package dev.spillway.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Call;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.testing.Calls;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Event loops to run backends on, and the check that nothing is left behind on them. */
public abstract class BackendFixture {
    /** What a test starts and the fixture stops. */
    public interface Stop extends AutoCloseable {
        @Override
        void close();
    }

    /** Longer than anything takes here; only a failing test waits so long. */
    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How many event loops there are. */
    protected static final int LOOPS = 2;

    static {
        LogManager.getLogManager().reset(); // grpc-java tells of each fault that a test makes
    }

    private final Vertx vertx = Vertx.vertx(options());
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<Backend> backends = new ArrayList<>();
    private final List<Stop> servers = new ArrayList<>();

    protected final Loops loops = Loops.of(vertx);
    protected final Time time = new LoopTime(uncaught::add);

    /** What the event loops are made with. */
    protected VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(LOOPS);
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        for (Backend backend : backends) {
            eventually(() -> backend.load().attempts() == 0 && backend.load().waiting() == 0);
        }
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.purse().reserved())
                        .as("money that is still reserved")
                        .isEqualTo(Money.ZERO));
        for (Backend backend : backends) {
            await(backend.close());
            assertThat(backend.load()).isEqualTo(Backend.Load.NONE);
        }
        servers.forEach(Stop::close);
        await(vertx.close());
        assertThat(uncaught).isEmpty();
    }

    /** Has a backend looked after. */
    protected final <T extends Backend> T watched(T backend) {
        backends.add(backend);
        return backend;
    }

    /** Has a server stopped once nothing is left behind. */
    protected final <T extends Stop> T stopped(T server) {
        servers.add(server);
        return server;
    }

    /** A call of its own with so much budget. */
    protected final Call call(Duration budget, Map<String, @Nullable Object> input) {
        Call call = Calls.on(time).input(input).call(budget);
        calls.add(call);
        return call;
    }

    /** Runs a call on the first loop. */
    protected final CompletableFuture<Outcome> run(Step step, Call call) {
        return run(step, call, 0);
    }

    /** Runs a call on one of the loops, as a door that knows no Vert.x context does. */
    protected final CompletableFuture<Outcome> run(Step step, Call call, int loop) {
        return on(loop, () -> step.run(call));
    }

    /** Does something on the first loop. */
    protected final void onLoop(Runnable work) {
        loops.all().getFirst().executor().execute(work);
    }

    /** Does something on one of the loops. */
    protected final <T> CompletableFuture<T> on(int loop, Supplier<Future<T>> work) {
        var done = new CompletableFuture<T>();
        loops.all().get(loop).executor().execute(() -> {
            try {
                work.get().onComplete(done::complete, done::completeExceptionally);
            } catch (Throwable bug) {
                done.completeExceptionally(bug);
            }
        });
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
