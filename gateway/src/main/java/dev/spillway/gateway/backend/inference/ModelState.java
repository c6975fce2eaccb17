package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Time;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model is ready, asked at most once a second however many calls want to know. Shared by all event loops: its futures
 * may complete on another one.
 */
final class ModelState {
    /** What the server says, if it does. */
    enum Verdict {
        READY,
        UNREADY,
        UNKNOWN
    }

    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private record Asked(long atNanos, Promise<Verdict> verdict) {}

    private final Time time;
    private final Supplier<Future<Verdict>> server;
    private final AtomicReference<@Nullable Asked> last = new AtomicReference<>();

    /**
     * Asks nothing yet.
     *
     * @param server asks it, within a bounded time, on the event loop that it is called on
     */
    ModelState(Time time, Supplier<Future<Verdict>> server) {
        this.time = time;
        this.server = server;
    }

    /** What the server says, or said within the last second. On an event loop. Never fails. */
    Future<Verdict> ask() {
        Asked before = last.get();
        long now = time.nanos();
        if (before != null
                && (now - before.atNanos < INTERVAL_NANOS
                        || !before.verdict.future().isComplete())) {
            return before.verdict.future();
        }
        Asked next = new Asked(now, Promise.promise());
        if (!last.compareAndSet(before, next)) {
            return ask();
        }
        server.get().onComplete(said -> next.verdict.complete(said.succeeded() ? said.result() : Verdict.UNKNOWN));
        return next.verdict.future();
    }
}
