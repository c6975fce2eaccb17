package dev.spillway.offload.work;

import dev.spillway.core.Scope;
import dev.spillway.core.Time;
import dev.spillway.offload.Signal;
import dev.spillway.offload.TaskStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Works on the tasks of some queues.
 *
 * <p>Confined to one event loop: made, started and drained there, and the runners run there. A gateway may have several,
 * of the same queues or of others.
 */
public final class Workers {
    /** How long work that was asked to stop may take until its task is given back without it. */
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final TaskStore store;
    private final Time time;
    private final Map<String, QueueLoop> loops = new LinkedHashMap<>();
    private final Promise<Void> drained = Promise.promise();
    private final Scope timers = Scope.root();
    private Runnable deaf = () -> {};

    /**
     * Workers that have not started yet.
     *
     * @param name who reports, for history
     */
    public Workers(TaskStore store, Time time, String name, List<QueuePlan> plans, WorkObserver observer) {
        this.store = store;
        this.time = time;
        for (QueuePlan plan : plans) {
            QueueLoop loop = new QueueLoop(plan, store, time, name, observer, this::idle);
            if (loops.putIfAbsent(plan.queue(), loop) != null) {
                throw new IllegalArgumentException("the queue " + plan.queue() + " has two plans");
            }
        }
    }

    public void start() {
        deaf = store.listen(this::hear);
        loops.values().forEach(QueueLoop::wake);
    }

    /** How many tasks of a queue are under way here. */
    public int running(String queue) {
        QueueLoop loop = loops.get(queue);
        return loop == null ? 0 : loop.running();
    }

    /**
     * Takes no more tasks, and lets those under way end.
     *
     * @param grace how long they have; then they are stopped and their tasks given back, without an attempt counted
     * @return completes when nothing is under way any more
     */
    public Future<Void> drain(Duration grace) {
        deaf.run();
        loops.values().forEach(QueueLoop::close);
        idle();
        if (!drained.future().isComplete()) {
            after(grace, () -> {
                loops.values().forEach(QueueLoop::goDown);
                after(STOPPING, () -> loops.values().forEach(QueueLoop::abandon));
            });
        }
        return drained.future();
    }

    private void hear(Signal signal) {
        switch (signal) {
            case Signal.Ready(var queue) -> {
                QueueLoop loop = loops.get(queue);
                if (loop != null) {
                    loop.wake();
                }
            }
            case Signal.StopAsked(var handle) -> loops.values().forEach(loop -> loop.stop(handle));
            case Signal.Broken _ -> {} // the loops notice, and the store's status says it
        }
    }

    private void idle() {
        if (loops.values().stream().allMatch(QueueLoop::isIdle) && drained.tryComplete()) {
            timers.cancel();
        }
    }

    private void after(Duration delay, Runnable task) {
        if (!timers.isOver()) {
            Scope one = timers.fork();
            Time.Timer timer = time.after(delay, () -> {
                one.end();
                task.run();
            });
            one.onCancel(timer::cancel);
        }
    }
}
