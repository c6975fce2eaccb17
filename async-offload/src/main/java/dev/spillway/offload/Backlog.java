package dev.spillway.offload;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a queue, and what is under way.
 *
 * @param ready by priority, from 0 to 9
 * @param oldestReady since when the oldest ready task may run; null where none is ready
 */
public record Backlog(
        String queue,
        List<Long> ready,
        long scheduled,
        long leased,
        long waiting,
        @Nullable Instant oldestReady) {
    public Backlog {
        ready = List.copyOf(ready);
    }

    public long readyTotal() {
        return ready.stream().mapToLong(Long::longValue).sum();
    }

    /** Ready tasks that would be taken before a new one of this priority. */
    public long ahead(int priority) {
        return ready.subList(priority, ready.size()).stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
