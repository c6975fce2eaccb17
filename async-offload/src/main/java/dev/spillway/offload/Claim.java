package dev.spillway.offload;

import java.time.Duration;
import java.util.Map;

/**
 * A request for tasks to work on. Tenants take turns: each place goes to the tenant with the fewest tasks under way, and of
 * equals to the next one in the order of names; the order of tasks is within a tenant.
 *
 * @param most 1 or more
 * @param lease how long a task is given to the worker, more than zero
 * @param worker who will report, for history
 * @param tenantMost how many tasks of one tenant may be under way in this queue
 * @param held how many already are, by tenant; absent is none
 */
public record Claim(
        String queue, int most, Duration lease, String worker, Order order, int tenantMost, Map<String, Integer> held) {

    /** Which of a tenant's tasks come first. */
    public enum Order {
        /** The most urgent, and of those the oldest. */
        PRIORITY,
        /** The oldest whatever their priority: one claim in a few, so that the least urgent do not starve. */
        OLDEST
    }

    /** The longest lease: what bounds the harm when the clock is set back. */
    public static final Duration LEASE_MOST = Duration.ofMinutes(10);

    public Claim {
        held = Map.copyOf(held);
        if (most < 1 || tenantMost < 1) {
            throw new IllegalArgumentException("a claim is for 1 or more, not " + most + " and " + tenantMost);
        }
        if (lease.isNegative() || lease.isZero() || lease.compareTo(LEASE_MOST) > 0) {
            throw new IllegalArgumentException(
                    "a lease is more than zero and at most " + LEASE_MOST + ", not " + lease);
        }
    }

    /** The most urgent tasks, without a bound for tenants. */
    public Claim(String queue, int most, Duration lease, String worker) {
        this(queue, most, lease, worker, Order.PRIORITY, Integer.MAX_VALUE, Map.of());
    }

    /** How many more a tenant may be given. */
    public int room(String tenant) {
        return Math.max(0, tenantMost - held.getOrDefault(tenant, 0));
    }
}
