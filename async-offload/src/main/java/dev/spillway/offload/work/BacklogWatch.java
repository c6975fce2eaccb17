package dev.spillway.offload.work;

import dev.spillway.core.Time;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.Task;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Knows how long a new task would wait, from what of its tenant is ahead of it and how fast its queue has been going: for
 * refusing what could not meet its deadline, and for saying when to come back. Looks once a second; on one event loop.
 */
public final class BacklogWatch implements WorkObserver {
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final double KEPT = Math.exp(-1 / 30.0); // of the past, each second: a memory of half a minute

    /** How fast a queue goes while it has something to do: an average of its busy seconds. */
    private static final class Pace {
        private int ended;
        private double sum;
        private double weight;

        void second(boolean busy) {
            if (busy) { // how little is done where there is little to do says nothing
                sum = sum * KEPT + ended;
                weight = weight * KEPT + 1;
            }
            ended = 0;
        }

        double perSecond() {
            return weight == 0 ? 0 : sum / weight;
        }
    }

    private final TaskStore store;
    private final Time time;
    private final Map<String, Pace> paces = new HashMap<>();
    private Map<String, Backlog> backlogs = Map.of();
    private Time.@Nullable Timer timer;
    private boolean stopped;

    public BacklogWatch(TaskStore store, Time time) {
        this.store = store;
        this.time = time;
    }

    public void start() {
        store.backlog().onComplete(result -> {
            if (result.succeeded()) {
                look(result.result());
            }
            if (!stopped) {
                timer = time.after(EACH, this::start);
            }
        });
    }

    public void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** The backlogs when it last looked. */
    public List<Backlog> backlogs() {
        return List.copyOf(backlogs.values());
    }

    /** How long new tasks of each queue that has something in it would wait for a worker. */
    public Map<String, QueueWaits> waits() {
        Map<String, QueueWaits> waits = new HashMap<>();
        backlogs.forEach((queue, backlog) -> {
            Pace pace = paces.get(queue);
            waits.put(queue, new QueueWaits(backlog, pace == null ? 0 : pace.perSecond()));
        });
        return waits;
    }

    @Override
    public void reported(Task task, RunResult result, Duration took, Verdict verdict) {
        if (!(result instanceof RunResult.Refused)) {
            paces.computeIfAbsent(task.queue(), _ -> new Pace()).ended++;
        }
    }

    private void look(List<Backlog> now) {
        Map<String, Backlog> before = backlogs;
        Map<String, Backlog> byQueue = new HashMap<>();
        now.forEach(backlog -> byQueue.put(backlog.queue(), backlog));
        backlogs = byQueue;
        paces.forEach((queue, pace) -> pace.second(hasReady(before.get(queue)) && hasReady(byQueue.get(queue))));
    }

    private static boolean hasReady(@Nullable Backlog backlog) {
        return backlog != null && backlog.readyTotal() > 0;
    }
}
