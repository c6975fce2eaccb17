package dev.spillway.gateway.offload;

import dev.spillway.core.Time;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.work.QueuePlan;
import dev.spillway.offload.work.TaskRunner;
import dev.spillway.offload.work.WorkObserver;
import dev.spillway.offload.work.Workers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The workers of all queues, each queue on one event loop. A queue that no route uses any more is still worked on: what is
 * left in it ends with a reason, not in silence. For any thread.
 */
final class TaskQueues {
    /** The workers of one queue; {@code workers} belongs to the loop, and is null until it has started them. */
    private static final class Running {
        private final Loops.Loop loop;
        private final String queue;
        private volatile QueueSpec spec;
        private @Nullable Workers workers;

        Running(Loops.Loop loop, String queue, QueueSpec spec) {
            this.loop = loop;
            this.queue = queue;
            this.spec = spec;
        }

        int room() {
            return spec.room(workers == null ? 0 : workers.running(queue));
        }
    }

    private final TaskStore store;
    private final Loops loops;
    private final TaskRunner runner;
    private final WorkObserver observer;
    private final String worker;
    private final Time time;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private int next;
    private boolean closed;

    TaskQueues(TaskStore store, Loops loops, TaskRunner runner, WorkObserver observer, String worker, Time time) {
        this.store = store;
        this.loops = loops;
        this.runner = runner;
        this.observer = observer;
        this.worker = worker;
        this.time = time;
    }

    /** Works on these queues from now on, and on those that are still there as before. */
    synchronized void arrange(Map<String, QueueSpec> specs) {
        specs.forEach((queue, spec) -> {
            Running before = running.get(queue);
            if (before != null && before.spec.isLike(spec)) {
                before.spec = spec;
            } else if (!closed) {
                if (before != null) {
                    var _ = drain(before, Duration.ofDays(1)); // what is under way ends in its own time
                }
                running.put(queue, start(queue, spec));
            }
        });
    }

    /** Works on a queue that no route uses, unless that is done already. */
    synchronized void adopt(String queue, QueueSpec spec) {
        if (!closed && !running.containsKey(queue)) {
            running.put(queue, start(queue, spec));
        }
    }

    private Running start(String queue, QueueSpec spec) {
        Loops.Loop loop = loops.all().get(next++ % loops.all().size());
        Running one = new Running(loop, queue, spec);
        QueuePlan plan = new QueuePlan(queue, spec.concurrency(), spec.tenantMost(), spec.lease(), one::room, runner);
        loop.executor().execute(() -> {
            Workers workers = new Workers(store, time, worker, List.of(plan), observer);
            one.workers = workers;
            workers.start();
        });
        return one;
    }

    /** Takes no more tasks; completes when none is under way. */
    synchronized Future<Void> drain(Duration grace) {
        closed = true;
        List<Future<Void>> drained = new ArrayList<>();
        running.values().forEach(one -> drained.add(drain(one, grace)));
        return Future.all(drained).mapEmpty();
    }

    private static Future<Void> drain(Running one, Duration grace) {
        Promise<Void> drained = Promise.promise();
        one.loop.executor().execute(() -> {
            if (one.workers == null) {
                drained.complete();
            } else {
                one.workers.drain(grace).onComplete(drained);
            }
        });
        return drained.future();
    }
}
