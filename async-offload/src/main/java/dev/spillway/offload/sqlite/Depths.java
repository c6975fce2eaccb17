package dev.spillway.offload.sqlite;

import dev.spillway.offload.Backlog;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.TaskState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How many tasks of each queue and tenant are in each state that is not finished. Written by the writer, read by anyone. */
final class Depths {
    /** What is counted together. */
    record Lane(String queue, String tenant) {}

    static final int LENGTH = NewTask.PRIORITIES + 3;

    private final Map<Lane, AtomicLongArray> lanes = new ConcurrentHashMap<>();

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
        session.sql("SELECT queue, tenant, state, prio, count(*) FROM task WHERE state < 4 GROUP BY queue, tenant,"
                        + " state, prio")
                .list(row -> {
                    Lane lane = new Lane(row.getString(1), row.getString(2));
                    add(lane, at(TaskState.of(row.getInt(3)), row.getInt(4)), row.getLong(5));
                    return true;
                });
    }

    void add(Map<Lane, long[]> deltas) {
        deltas.forEach((lane, counts) -> {
            for (int at = 0; at < counts.length; at++) {
                if (counts[at] != 0) {
                    add(lane, at, counts[at]);
                }
            }
            lanes.computeIfPresent(lane, (_, now) -> sum(now, 0, LENGTH) == 0 ? null : now);
        });
    }

    /** The queues in which anything is, each with the age of its oldest ready task. */
    List<Backlog> backlogs(Session session) throws SQLException {
        Map<String, Queue> queues = new HashMap<>();
        lanes.forEach((lane, counts) ->
                queues.computeIfAbsent(lane.queue, _ -> new Queue()).add(lane.tenant, counts));
        List<Backlog> backlogs = new ArrayList<>();
        for (Map.Entry<String, Queue> queue : queues.entrySet()) {
            backlogs.add(queue.getValue().backlog(queue.getKey(), session));
        }
        return backlogs;
    }

    private void add(Lane lane, int at, long by) {
        lanes.computeIfAbsent(lane, _ -> new AtomicLongArray(LENGTH)).addAndGet(at, by);
    }

    private static long sum(AtomicLongArray counts, int from, int to) {
        long sum = 0;
        for (int at = from; at < to; at++) {
            sum += counts.get(at);
        }
        return sum;
    }

    /** The lanes of one queue, added up. */
    private static final class Queue {
        private final Map<String, List<Long>> ready = new HashMap<>();
        private final long[] counts = new long[LENGTH];

        void add(String tenant, AtomicLongArray lane) {
            if (sum(lane, 0, NewTask.PRIORITIES) > 0) {
                ready.put(
                        tenant,
                        IntStream.range(0, NewTask.PRIORITIES)
                                .mapToObj(lane::get)
                                .toList());
            }
            for (int at = 0; at < LENGTH; at++) {
                counts[at] += lane.get(at);
            }
        }

        Backlog backlog(String queue, Session session) throws SQLException {
            @Nullable Instant oldest = null;
            for (int priority = 0; priority < NewTask.PRIORITIES; priority++) {
                Instant first = counts[priority] == 0 ? null : oldest(queue, priority, session);
                if (first != null && (oldest == null || first.isBefore(oldest))) {
                    oldest = first;
                }
            }
            return new Backlog(
                    queue,
                    ready,
                    counts[at(TaskState.SCHEDULED, 0)],
                    counts[at(TaskState.LEASED, 0)],
                    counts[at(TaskState.WAITING, 0)],
                    oldest);
        }
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
