package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.callback.HttpCallbacks;
import dev.spillway.gateway.callback.NameLookup;
import dev.spillway.gateway.config.OffloadConfig;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.gateway.offload.Acceptance;
import dev.spillway.gateway.offload.TaskService;
import dev.spillway.offload.sqlite.SqliteOptions;
import dev.spillway.offload.sqlite.SqliteTaskStore;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The durable queue of this process, if the first configuration has one: opened, told of reloads, and closed in order. */
final class DurableQueue {
    private static final Logger LOG = LoggerFactory.getLogger(DurableQueue.class);
    private static final Duration LAST = Duration.ofSeconds(5);

    private final Loops loops;
    private final Metrics metrics;
    private final Observer observer;
    private final Time time;
    private @Nullable TaskService tasks;

    DurableQueue(Loops loops, Metrics metrics, Observer observer, Time time) {
        this.loops = loops;
        this.metrics = metrics;
        this.observer = observer;
        this.time = time;
    }

    /**
     * Opens the store of a configuration, if it has one. Blocks.
     *
     * @param base what the store's directory is relative to
     */
    @Nullable
    Acceptance open(@Nullable OffloadConfig config, Path base) throws IOException {
        if (config == null) {
            return null;
        }
        SqliteOptions options = new SqliteOptions(
                base.resolve(config.directory()).normalize(),
                config.queuedMost(),
                config.ackMost(),
                config.payloadMost().bytes(),
                config.payloadMost().bytes(),
                config.minFreeDisk().bytes(),
                config.ballast().bytes());
        SqliteTaskStore store = SqliteTaskStore.open(options, loops.vertx(), time);
        TaskMeter meter = new TaskMeter(metrics);
        TaskService service = new TaskService(
                store,
                loops,
                new NameLookup(loops),
                new HttpCallbacks(loops.vertx(), time),
                "gateway-" + ProcessHandle.current().pid(),
                observer,
                meter,
                time);
        meter.watch(service);
        tasks = service;
        return service.acceptance();
    }

    /** What new tasks are accepted through; null where there is no queue. */
    @Nullable
    Acceptance acceptance() {
        return tasks == null ? null : tasks.acceptance();
    }

    /** The tasks; null where there is no queue. */
    @Nullable
    TaskService tasks() {
        return tasks;
    }

    void start(TaskService.Setting first) {
        if (tasks != null) {
            tasks.start(first);
        }
    }

    void arrange(TaskService.Setting next) {
        if (tasks != null) {
            tasks.arrange(next);
        }
    }

    /** Whether tasks are accepted. */
    boolean isServing() {
        return tasks != null && tasks.isServing();
    }

    /** How it is, for people; empty where there is none. */
    Map<String, @Nullable Object> health() {
        if (tasks == null) {
            return Map.of();
        }
        return tasks.health();
    }

    /** Takes no more tasks to work on; completes when none is under way. */
    Future<Void> drain(Duration grace) {
        return tasks == null ? Future.succeededFuture() : tasks.drain(grace);
    }

    /** Waits for what {@link #drain} began, and closes the store. Blocks. */
    void close(Future<Void> drained, Duration grace) {
        if (tasks == null) {
            return;
        }
        await(drained, grace.plus(LAST), "some tasks were under way at the end; they run again at the next start");
        await(tasks.stop(), LAST, "the task store is closed while it is being maintained");
        tasks.close();
    }

    private static void await(Future<Void> end, Duration timeout, String orElse) {
        try {
            end.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("{}", orElse, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
