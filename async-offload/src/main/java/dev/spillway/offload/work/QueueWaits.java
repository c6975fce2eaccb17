package dev.spillway.offload.work;

import dev.spillway.offload.Backlog;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How long new tasks of one queue would wait for a worker, at one moment. Immutable; for any thread.
 *
 * <p>Tenants take turns. So until a tenant's next task is taken, each other tenant has had as many of its own taken as were
 * ahead of that one, and one more, if it had so many: another tenant's long backlog counts for no more than that.
 */
public final class QueueWaits {
    private final Backlog backlog;
    private final double perSecond;
    private final long[] totals; // the ready tasks of each tenant, ascending
    private final long[] sums; // of the first so many totals

    /**
     * The waits of a queue.
     *
     * @param perSecond how many of its tasks end in a second while it has something to do; 0 if that is unknown
     */
    QueueWaits(Backlog backlog, double perSecond) {
        this.backlog = backlog;
        this.perSecond = perSecond;
        this.totals = backlog.readyByTenant().values().stream()
                .mapToLong(own -> own.stream().mapToLong(Long::longValue).sum())
                .sorted()
                .toArray();
        this.sums = new long[totals.length + 1];
        for (int i = 0; i < totals.length; i++) {
            sums[i + 1] = sums[i] + totals[i];
        }
    }

    /** How long a new task would wait; empty if there is nothing to tell it from. */
    public Optional<Duration> of(String tenant, int priority) {
        long own = backlog.ahead(tenant, priority);
        long ahead = own + others(tenant, own + 1);
        if (ahead == 0 || (own == 0 && perSecond == 0)) {
            return Optional.of(Duration.ZERO);
        }
        return perSecond == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(ahead / perSecond * 1_000)));
    }

    /** How many tasks of other tenants are taken while each may have {@code max} taken. */
    private long others(String tenant, long max) {
        List<Long> own = backlog.readyByTenant().get(tenant);
        long ownTotal =
                own == null ? 0 : own.stream().mapToLong(Long::longValue).sum();
        int at = Arrays.binarySearch(totals, max);
        int below = at >= 0 ? at : -at - 1; // so many tenants have less
        return sums[below] + (totals.length - below) * max - Math.min(ownTotal, max);
    }
}
