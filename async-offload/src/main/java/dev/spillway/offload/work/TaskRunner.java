package dev.spillway.offload.work;

import io.vertx.core.Future;

/** Does the work of a task. */
@FunctionalInterface
public interface TaskRunner {
    /**
     * Runs on the workers' event loop and completes on it. Bounds its own time; stops soon once the scope is cancelled.
     * Failing the future is a bug, which counts as a failed attempt.
     */
    Future<RunResult> run(Work work);
}
