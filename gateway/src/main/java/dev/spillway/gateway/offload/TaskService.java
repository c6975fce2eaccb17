package dev.spillway.gateway.offload;

import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.StoreStatus;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.callback.AddressGuard;
import dev.spillway.offload.callback.CallbackBody;
import dev.spillway.offload.callback.CallbackTransport;
import dev.spillway.offload.callback.Deliveries;
import dev.spillway.offload.callback.Endpoint;
import dev.spillway.offload.callback.Resolver;
import dev.spillway.offload.work.BulkReplays;
import dev.spillway.offload.work.Housekeeping;
import dev.spillway.offload.work.WorkObserver;
import dev.spillway.offload.work.Workers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Durable tasks while the gateway runs: the store, the workers of its queues, the deliveries of its callbacks, and what time
 * asks of them. For any thread.
 */
public final class TaskService {
    private static final String INTERNAL = "_";

    /** What an assembly asks of its tasks. */
    public record Setting(
            Map<String, TaskRoute> routes,
            Map<String, QueueSpec> queues,
            QueueSpec orphans,
            List<Endpoint> endpoints,
            AddressGuard guard,
            String endpointsFingerprint,
            int replaysPerSecond) {}

    /** Who is told what goes on. */
    public interface Meter extends WorkObserver {
        /** A queue was seen for the first time. */
        void appeared(String queue);

        /** A queue is neither configured any more nor has it any task. */
        void disappeared(String queue);
    }

    private final TaskStore store;
    private final Loops loops;
    private final Time time;
    private final Meter meter;
    private final Backlogs backlogs;
    private final Housekeeping housekeeping;
    private final TaskQueues queues;
    private final Resolver resolver;
    private final CallbackTransport transport;
    private final Set<String> known = new HashSet<>(); // of the first loop
    private volatile Setting setting;
    private @Nullable Workers deliverers; // of the last loop, as all below
    private @Nullable Deliveries deliveries;
    private String delivering = "";

    /**
     * Tasks that are not worked on yet.
     *
     * @param worker this process, for the history of tasks
     */
    public TaskService(
            TaskStore store,
            Loops loops,
            Resolver resolver,
            CallbackTransport transport,
            String worker,
            Observer observer,
            Meter meter,
            Time time) {
        this.store = store;
        this.loops = loops;
        this.time = time;
        this.meter = meter;
        this.resolver = resolver;
        this.transport = transport;
        this.setting = new Setting(
                Map.of(),
                Map.of(),
                new QueueSpec(1, 1, 1, Duration.ofSeconds(30), () -> 0),
                List.of(),
                new AddressGuard(),
                "",
                1);
        this.backlogs = new Backlogs(store, loops.all().getFirst(), time, this::looked);
        this.housekeeping = new Housekeeping(store, time, _ -> {});
        WorkObserver heard = (task, result, took, verdict) -> {
            backlogs.reported(task, result, took, verdict);
            meter.reported(task, result, took, verdict);
        };
        this.queues = new TaskQueues(
                store, loops, new TaskRun(name -> setting.routes.get(name), observer, time), heard, worker, time);
    }

    /** What new tasks are accepted through. */
    public Acceptance acceptance() {
        return new Acceptance(store, backlogs, time);
    }

    public TaskStore store() {
        return store;
    }

    public Time time() {
        return time;
    }

    /** Begins to work, with what an assembly asks for. */
    public void start(Setting first) {
        loops.all().getFirst().executor().execute(housekeeping::start);
        backlogs.start();
        arrange(first);
    }

    /** Goes on with what another assembly asks for. */
    public void arrange(Setting next) {
        setting = next;
        queues.arrange(next.queues);
        loops.all().getLast().executor().execute(() -> deliver(next));
    }

    /** On the last loop. */
    private void deliver(Setting next) {
        if (delivering.equals(next.endpointsFingerprint) && deliverers != null) {
            return;
        }
        if (deliverers != null) {
            var _ = deliverers.drain(Duration.ofMinutes(1));
        }
        delivering = next.endpointsFingerprint;
        deliveries = new Deliveries(next.endpoints, resolver, next.guard, transport, CallbackBody.thin(), time);
        deliverers = new Workers(store, time, "callbacks", deliveries.plans(), meter);
        deliverers.start();
    }

    /** On the first loop. */
    private void looked(Map<String, Backlog> now) {
        now.values().forEach(this::seen);
        known.removeIf(queue -> {
            boolean isGone = !now.containsKey(queue) && !setting.queues.containsKey(queue);
            if (isGone) {
                meter.disappeared(queue);
            }
            return isGone;
        });
    }

    private void seen(Backlog backlog) {
        if (known.add(backlog.queue())) {
            meter.appeared(backlog.queue());
        }
        if (!backlog.queue().startsWith(INTERNAL)) {
            queues.adopt(backlog.queue(), setting.orphans);
        }
    }

    /** Replays many tasks at the configured rate. */
    BulkReplays replays() {
        return new BulkReplays(store, time, setting.replaysPerSecond);
    }

    /** What waits, as it was seen within the last second. */
    public List<Backlog> backlogs() {
        return backlogs.all();
    }

    /** What waits in a queue; empty where nothing did. */
    public Optional<Backlog> backlog(String queue) {
        return backlogs.in(queue);
    }

    public boolean isServing() {
        return store.status() instanceof StoreStatus.Serving;
    }

    /** How it is, for people: whether tasks are accepted, and what waits where. */
    public Map<String, @Nullable Object> health() {
        Map<String, @Nullable Object> health = new LinkedHashMap<>();
        switch (store.status()) {
            case StoreStatus.Serving(var queued, var ackAfter) -> {
                health.put("status", "SERVING");
                health.put("writesQueued", queued);
                health.put("ackAfterMillis", ackAfter.toMillis());
            }
            case StoreStatus.NotServing(var reason) -> {
                health.put("status", "NOT_SERVING");
                health.put("reason", reason);
            }
        }
        health.put("engine", store.capabilities().engine());
        Map<String, @Nullable Object> waiting = new LinkedHashMap<>();
        for (Backlog backlog : backlogs.all()) {
            waiting.put(
                    backlog.queue(),
                    Map.of(
                            "ready", backlog.readyTotal(),
                            "scheduled", backlog.scheduled(),
                            "running", backlog.leased(),
                            "waiting", backlog.waiting()));
        }
        health.put("queues", waiting);
        return health;
    }

    /** Takes no more tasks to work on. Completes when none is under way; those that take too long are given back. */
    public Future<Void> drain(Duration grace) {
        Promise<Void> delivered = Promise.promise();
        loops.all().getLast().executor().execute(() -> {
            if (deliverers == null) {
                delivered.complete();
            } else {
                deliverers.drain(grace).onComplete(delivered);
            }
        });
        return Future.all(queues.drain(grace), delivered.future()).mapEmpty();
    }

    /**
     * Ends what {@link #drain} began and what time asks of tasks. Completes when nothing of that is under way: no round of
     * housekeeping meets a store that is closed then.
     */
    public Future<Void> stop() {
        backlogs.stop();
        Promise<Void> quiet = Promise.promise();
        loops.all().getFirst().executor().execute(() -> housekeeping.stop().onComplete(quiet));
        return quiet.future();
    }

    /** Closes the store, behind {@link #stop}. Blocks: not for event loops. */
    public void close() {
        store.close();
    }
}
