package dev.spillway.offload;

import java.time.Instant;

/**
 * The right to work on a task, for a while.
 *
 * @param fence rises with each change of the task's state, so that a report under an older one is recognised
 * @param until by the store's clock; extended by {@link Report.Extend}
 */
public record Lease(Task task, long fence, Instant until) {

    /** What names this attempt, and no other one of any task, to backends that take an idempotency key. */
    public String attemptKey() {
        return task.handle().value() + ":" + fence;
    }
}
