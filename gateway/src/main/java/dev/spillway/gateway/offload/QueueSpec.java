package dev.spillway.gateway.offload;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How a queue is worked on, as the configuration says.
 *
 * @param concurrency how many of its tasks run at once, while no synchronous call needs the backend
 * @param least how many run in any case
 * @param tenantMost how many of them one tenant may have
 * @param lease how long a worker may be silent
 * @param inFlight how many attempts are in flight at the busiest of the queue's backends, the queue's own included; for any
 *     thread
 */
public record QueueSpec(int concurrency, int least, int tenantMost, Duration lease, IntSupplier inFlight) {
    /** How many tasks may run while {@code running} do: each synchronous call in flight takes a place. */
    int room(int running) {
        int synchronous = Math.max(0, inFlight.getAsInt() - running);
        return Math.max(Math.min(least, concurrency), concurrency - synchronous);
    }

    /** Whether the workers of another one do as well: what it yields to is asked anew each time. */
    boolean isLike(QueueSpec other) {
        return concurrency == other.concurrency && tenantMost == other.tenantMost && lease.equals(other.lease);
    }
}
