package dev.spillway.offload.work;

import dev.spillway.offload.Claim;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How the tasks of one queue are worked on.
 *
 * @param most how many may be under way at once
 * @param tenantMost how many of them may be one tenant's
 * @param lease how long a worker may be silent before its task goes to another; a third of it is the heartbeat
 * @param room how many may be under way just now: less than {@code most} where synchronous calls need the backend, 0 where
 *     its breaker is open. Asked before each claim; what is under way goes on
 * @param runner does the work
 */
public record QueuePlan(String queue, int most, int tenantMost, Duration lease, IntSupplier room, TaskRunner runner) {
    private static final Duration LEASE_LEAST = Duration.ofSeconds(1);

    public QueuePlan {
        if (most < 1 || tenantMost < 1) {
            throw new IllegalArgumentException("a queue has 1 or more at once, not " + most + ", " + tenantMost);
        }
        if (lease.compareTo(LEASE_LEAST) < 0 || lease.compareTo(Claim.LEASE_MOST) > 0) {
            throw new IllegalArgumentException(
                    "a lease is from " + LEASE_LEAST + " to " + Claim.LEASE_MOST + ", not " + lease);
        }
    }

    /** With leases of 30 s, no share for tenants, and nothing to yield to. */
    public QueuePlan(String queue, int most, TaskRunner runner) {
        this(queue, most, most, Duration.ofSeconds(30), () -> most, runner);
    }
}
