package dev.spillway.offload;

import dev.spillway.core.Handle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task to be accepted.
 *
 * @param handle from {@link TaskStore#newHandle}, made before the write, so that an unknown outcome can be asked about
 * @param tenant whose it is, 1 to 255 characters
 * @param queue which workers take it
 * @param kind what is to be done, in the words of whoever runs it
 * @param priority from 0 to 9; 9 first
 * @param delay zero where it may start at once
 * @param deadline when its result is of no more use; null for never
 * @param idempotency null where a repeat would be another task
 * @param park null where a worker takes it; else it is born waiting for someone outside
 * @param input opaque
 */
public record NewTask(
        Handle handle,
        String tenant,
        String queue,
        String kind,
        int priority,
        Terms terms,
        Duration delay,
        @Nullable Instant deadline,
        @Nullable Idempotency idempotency,
        @Nullable Park park,
        Bytes input) {
    public static final int PRIORITIES = 10;

    public NewTask {
        if (tenant.isEmpty() || tenant.length() > 255) {
            throw new IllegalArgumentException("a tenant has 1 to 255 characters, not " + tenant.length());
        }
        Names.require("a queue", queue);
        Names.require("a kind", kind);
        if (priority < 0 || priority >= PRIORITIES) {
            throw new IllegalArgumentException("a priority is from 0 to 9, not " + priority);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay is zero or more, not " + delay);
        }
    }

    /** A task of middle priority that may start at once and has no deadline. */
    public static NewTask of(Handle handle, String tenant, String queue, String kind, Terms terms, Bytes input) {
        return new NewTask(handle, tenant, queue, kind, 5, terms, Duration.ZERO, null, null, null, input);
    }

    public NewTask withPriority(int other) {
        return new NewTask(handle, tenant, queue, kind, other, terms, delay, deadline, idempotency, park, input);
    }

    public NewTask withDelay(Duration other) {
        return new NewTask(handle, tenant, queue, kind, priority, terms, other, deadline, idempotency, park, input);
    }

    public NewTask withDeadline(@Nullable Instant other) {
        return new NewTask(handle, tenant, queue, kind, priority, terms, delay, other, idempotency, park, input);
    }

    public NewTask withIdempotency(@Nullable Idempotency other) {
        return new NewTask(handle, tenant, queue, kind, priority, terms, delay, deadline, other, park, input);
    }

    public NewTask withPark(@Nullable Park other) {
        return new NewTask(handle, tenant, queue, kind, priority, terms, delay, deadline, idempotency, other, input);
    }
}
