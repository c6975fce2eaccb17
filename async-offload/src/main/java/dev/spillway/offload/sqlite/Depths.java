package dev.spillway.offload.sqlite;

import dev.spillway.offload.Backlog;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.TaskState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** How many tasks of each queue are in each state that is not finished. Written by the writer, read by anyone. */
final class Depths {
    static final int LENGTH = NewTask.PRIORITIES + 3;

    private final Map<String, AtomicLongArray> queues = new ConcurrentHashMap<>();

    /** Where a state is counted: ready ones by priority, then scheduled, leased, waiting. */
    static int at(TaskState state, int priority) {
        return switch (state) {
            case READY -> priority;
            case SCHEDULED -> NewTask.PRIORITIES;
            case LEASED -> NewTask.PRIORITIES + 1;
            case WAITING -> NewTask.PRIORITIES + 2;
            case SUCCEEDED, CANCELLED, EXPIRED, DEAD -> throw new IllegalArgumentException(state + " is not counted");
        };
    }

    /** Counts what is there: once, when the store opens. */
    void count(Session session) throws SQLException {
        session.sql("SELECT queue, state, prio, count(*) FROM task WHERE state < 4 GROUP BY queue, state, prio")
                .list(row -> {
                    add(row.getString(1), at(TaskState.of(row.getInt(2)), row.getInt(3)), row.getLong(4));
                    return true;
                });
    }

    void add(Map<String, long[]> deltas) {
        deltas.forEach((queue, counts) -> {
            for (int at = 0; at < counts.length; at++) {
                if (counts[at] != 0) {
                    add(queue, at, counts[at]);
                }
            }
        });
    }

    /** The queues in which anything is, each with the age of its oldest ready task. */
    List<Backlog> backlogs(Session session) throws SQLException {
        List<Backlog> backlogs = new ArrayList<>();
        for (Map.Entry<String, AtomicLongArray> entry : queues.entrySet()) {
            Backlog backlog = backlog(entry.getKey(), entry.getValue(), session);
            if (backlog.readyTotal() + backlog.scheduled() + backlog.leased() + backlog.waiting() > 0) {
                backlogs.add(backlog);
            }
        }
        return backlogs;
    }

    private void add(String queue, int at, long by) {
        queues.computeIfAbsent(queue, _ -> new AtomicLongArray(LENGTH)).addAndGet(at, by);
    }

    private static Backlog backlog(String queue, AtomicLongArray counts, Session session) throws SQLException {
        List<Long> ready = new ArrayList<>(NewTask.PRIORITIES);
        @Nullable Instant oldest = null;
        for (int priority = 0; priority < NewTask.PRIORITIES; priority++) {
            ready.add(counts.get(priority));
            Instant first = counts.get(priority) == 0 ? null : oldest(queue, priority, session);
            if (first != null && (oldest == null || first.isBefore(oldest))) {
                oldest = first;
            }
        }
        return new Backlog(
                queue,
                ready,
                counts.get(at(TaskState.SCHEDULED, 0)),
                counts.get(at(TaskState.LEASED, 0)),
                counts.get(at(TaskState.WAITING, 0)),
                oldest);
    }

    private static @Nullable Instant oldest(String queue, int priority, Session session) throws SQLException {
        return session.sql("""
            SELECT run_at FROM task INDEXED BY task_ready
            WHERE state = 1 AND queue = ? AND prio = ? ORDER BY run_at LIMIT 1\
            """)
                .put(queue)
                .put(priority)
                .first(row -> Instant.ofEpochMilli(row.getLong(1)))
                .orElse(null);
    }
}
