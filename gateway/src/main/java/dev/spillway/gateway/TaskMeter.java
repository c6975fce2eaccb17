package dev.spillway.gateway;

import dev.spillway.core.Entry;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.gateway.offload.TaskService;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.Task;
import dev.spillway.offload.Verdict;
import dev.spillway.offload.work.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is measured of tasks: attempts by queue and outcome, what waits, for how long, and whether the store takes more. */
final class TaskMeter implements TaskService.Meter {
    private final Metrics metrics;
    private final Map<String, List<Runnable>> shown = new ConcurrentHashMap<>();
    private @Nullable TaskService tasks;

    TaskMeter(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Begins to show what waits. */
    void watch(TaskService service) {
        tasks = service;
        metrics.gauge(
                "spillway_offload_serving",
                "Whether the task store accepts tasks: 1 or 0.",
                "engine",
                service.store().capabilities().engine(),
                () -> service.isServing() ? 1 : 0);
    }

    @Override
    public void appeared(String queue) {
        TaskService service = tasks;
        if (service == null) {
            return;
        }
        shown.put(
                queue,
                List.of(
                        gauge(service, queue, "ready", "Tasks that wait for a worker.", Backlog::readyTotal),
                        gauge(service, queue, "scheduled", "Tasks that wait for their time.", Backlog::scheduled),
                        gauge(service, queue, "running", "Tasks that a worker has.", Backlog::leased),
                        gauge(service, queue, "waiting", "Tasks that wait for someone outside.", Backlog::waiting),
                        gauge(
                                service,
                                queue,
                                "oldest_seconds",
                                "How long the oldest ready task has waited.",
                                this::oldest)));
    }

    @Override
    public void disappeared(String queue) {
        List<Runnable> gauges = shown.remove(queue);
        if (gauges != null) {
            gauges.forEach(Runnable::run);
        }
        metrics.removeAttempts(queue);
    }

    private double oldest(Backlog backlog) {
        return tasks == null || backlog.oldestReady() == null
                ? 0
                : Math.max(
                        0,
                        Duration.between(backlog.oldestReady(), tasks.time().now())
                                        .toMillis()
                                / 1e3);
    }

    private Runnable gauge(
            TaskService service, String queue, String what, String description, ToDoubleFunction<Backlog> number) {
        return metrics.gauge(
                "spillway_tasks_" + what,
                description,
                "queue",
                queue,
                () -> service.backlog(queue).map(number::applyAsDouble).orElse(0.0));
    }

    @Override
    public void reported(Task task, RunResult result, Duration took, Verdict verdict) {
        metrics.attempt(task.queue(), verdict instanceof Verdict.Applied ? outcome(result) : "lost", took);
    }

    private static String outcome(RunResult result) {
        return switch (result) {
            case RunResult.Done _ -> "done";
            case RunResult.Parked _ -> "parked";
            case RunResult.Refused refused -> Entry.word(refused.why());
            case RunResult.Failed failed -> Entry.word(failed.why());
        };
    }
}
