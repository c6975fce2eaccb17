package dev.spillway.offload.work;

import dev.spillway.offload.Task;
import dev.spillway.offload.Verdict;
import java.time.Duration;

/** Hears of each attempt that was reported. On the workers' event loop. */
@FunctionalInterface
public interface WorkObserver {
    /** No one wants to know. */
    WorkObserver NONE = (_, _, _, _) -> {};

    /**
     * An attempt is over, and the store has heard of it.
     *
     * @param took from the claim to the result
     * @param verdict what the store made of the result
     */
    void reported(Task task, RunResult result, Duration took, Verdict verdict);
}
