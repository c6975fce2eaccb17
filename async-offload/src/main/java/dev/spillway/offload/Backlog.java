package dev.spillway.offload;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a queue, and what is under way.
 *
 * @param readyByTenant the ready tasks of each tenant that has any, by priority, from 0 to 9
 * @param oldestReady since when the oldest ready task may run; null if none is ready
 */
public record Backlog(
        String queue,
        Map<String, List<Long>> readyByTenant,
        long scheduled,
        long leased,
        long waiting,
        @Nullable Instant oldestReady) {
    public Backlog {
        readyByTenant = Map.copyOf(readyByTenant);
    }

    /** The ready tasks of all tenants, by priority. */
    public List<Long> ready() {
        return IntStream.range(0, NewTask.PRIORITIES)
                .mapToObj(priority -> readyByTenant.values().stream()
                        .mapToLong(own -> own.get(priority))
                        .sum())
                .toList();
    }

    public long readyTotal() {
        return readyByTenant.values().stream().mapToLong(Backlog::sum).sum();
    }

    /** A tenant's own ready tasks that would be taken before a new one of its of this priority. */
    public long ahead(String tenant, int priority) {
        List<Long> own = readyByTenant.get(tenant);
        return own == null ? 0 : sum(own.subList(priority, own.size()));
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
