package dev.spillway.offload;

import java.time.Duration;

/**
 * How often and how soon a task is tried again.
 *
 * @param attemptsMost from 1 to 1,000; counted when a worker takes the task, so that a task that kills its worker uses them up too
 */
public record Retry(int attemptsMost, Backoff backoff) {
    public Retry {
        if (attemptsMost < 1 || attemptsMost > 1_000) {
            throw new IllegalArgumentException("attempts are from 1 to 1000, not " + attemptsMost);
        }
    }

    /** Doubling from {@code base} to {@code most}, with full jitter. */
    public static Retry doubling(int attemptsMost, Duration base, Duration most) {
        return new Retry(attemptsMost, new Backoff.Exponential(base, 2, most));
    }

    /** One attempt more than there are waits. */
    public static Retry scheduled(Backoff.Schedule schedule) {
        return new Retry(schedule.waits().size() + 1, schedule);
    }
}
