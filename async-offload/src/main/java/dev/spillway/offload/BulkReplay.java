package dev.spillway.offload;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The replay of many tasks, one page of it. A page is replayed whole or not at all, and one replay begins a task at most
 * once however often it is run: what was interrupted is simply run again.
 *
 * @param id names the replay as a whole
 * @param filter its states are some of dead, expired and cancelled
 * @param behind null for the first page
 * @param most tasks in this page, from 1 to 1,000
 * @param dryRun whether to tell only which tasks it would be
 * @param deadline from now; null for none
 */
public record BulkReplay(
        String id,
        Filter filter,
        @Nullable Cursor behind,
        int most,
        boolean dryRun,
        String by,
        String reason,
        @Nullable Duration deadline) {
    private static final Set<TaskState> ALLOWED = EnumSet.of(TaskState.DEAD, TaskState.EXPIRED, TaskState.CANCELLED);

    public BulkReplay {
        if (filter.states().isEmpty() || !ALLOWED.containsAll(filter.states())) {
            throw new IllegalArgumentException(
                    "a bulk replay is of states among " + ALLOWED + ", not " + filter.states());
        }
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a bulk replay has an id");
        }
        if (most < 1 || most > 1_000) {
            throw new IllegalArgumentException("a page has 1 to 1000 tasks, not " + most);
        }
    }

    /** The same replay's next page. */
    public BulkReplay next(Cursor end) {
        return new BulkReplay(id, filter, end, most, dryRun, by, reason, deadline);
    }
}
