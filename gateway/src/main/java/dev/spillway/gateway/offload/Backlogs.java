package dev.spillway.gateway.offload;

import dev.spillway.core.Time;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.Task;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.Verdict;
import dev.spillway.offload.work.BacklogWatch;
import dev.spillway.offload.work.QueueWaits;
import dev.spillway.offload.work.RunResult;
import dev.spillway.offload.work.WorkObserver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What waits in the queues, as it was seen within the last second: watched on one event loop, read by all. For any thread.
 */
final class Backlogs implements WorkObserver, Acceptance.Waits {
    private static final Duration EACH = Duration.ofSeconds(1);

    /** What was seen last, by queue. */
    private record Seen(Map<String, Backlog> backlogs, Map<String, QueueWaits> waits) {}

    private final Loops.Loop loop;
    private final BacklogWatch watch;
    private final Time time;
    private final Consumer<Map<String, Backlog>> onLooked;
    private volatile Seen seen = new Seen(Map.of(), Map.of());
    private boolean stopped;

    /**
     * A watch that has not started.
     *
     * @param onLooked hears of the queues that have something in them, each second, on the loop
     */
    Backlogs(TaskStore store, Loops.Loop loop, Time time, Consumer<Map<String, Backlog>> onLooked) {
        this.loop = loop;
        this.watch = new BacklogWatch(store, time);
        this.time = time;
        this.onLooked = onLooked;
    }

    void start() {
        loop.executor().execute(() -> {
            watch.start();
            look();
        });
    }

    void stop() {
        loop.executor().execute(() -> {
            stopped = true;
            watch.stop();
        });
    }

    private void look() {
        if (stopped) {
            return;
        }
        Map<String, Backlog> backlogs = new LinkedHashMap<>();
        for (Backlog backlog : watch.backlogs()) {
            backlogs.put(backlog.queue(), backlog);
        }
        seen = new Seen(backlogs, watch.waits());
        onLooked.accept(backlogs);
        time.after(EACH, this::look);
    }

    @Override
    public Optional<Duration> of(String queue, String tenant, int priority) {
        QueueWaits waits = seen.waits.get(queue);
        return waits == null ? Optional.of(Duration.ZERO) : waits.of(tenant, priority);
    }

    List<Backlog> all() {
        return List.copyOf(seen.backlogs.values());
    }

    /** What waits in a queue; empty where nothing did. */
    Optional<Backlog> in(String queue) {
        return Optional.ofNullable(seen.backlogs.get(queue));
    }

    @Override
    public void reported(Task task, RunResult result, Duration took, Verdict verdict) {
        if (loop.executor().inEventLoop()) {
            watch.reported(task, result, took, verdict);
        } else {
            loop.executor().execute(() -> watch.reported(task, result, took, verdict));
        }
    }
}
