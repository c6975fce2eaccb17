package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Handles;
import dev.spillway.offload.Task;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.Terms;
import dev.spillway.offload.lifecycle.Life;
import dev.spillway.offload.lifecycle.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of the task table. */
record Row(
        Handles.Place place,
        Handle handle,
        String tenant,
        String queue,
        String kind,
        int priority,
        Terms terms,
        @Nullable Handle parent,
        Life life) {

    /** What {@link Columns} reads, in its order. */
    static final String COLUMNS = """
        rid, secret, tenant, queue, kind, prio, terms, parent,
        state, attempt, replays, fence, last_seq, run_at, deadline, worker, lease_until, stop_by, stop_into,
        token, give_up, gave_up, replay_id, reason, created, updated, finished, keep_until, purge_at\
        """;

    Standing standing() {
        return new Standing(handle, terms, life);
    }

    Task task(Life now, Bytes input) {
        return new Task(
                handle,
                tenant,
                queue,
                kind,
                priority,
                now.attempt(),
                now.replays(),
                now.gaveUp(),
                now.created(),
                now.deadline(),
                terms,
                input);
    }

    TaskSummary summary() {
        return new TaskSummary(
                handle,
                tenant,
                queue,
                kind,
                priority,
                life.state(),
                life.attempt(),
                terms.retry().attemptsMost(),
                life.replays(),
                life.stop() != null,
                life.lent() == null ? "" : life.lent().worker(),
                life.reason(),
                life.created(),
                life.updated(),
                life.runAt(),
                life.deadline(),
                life.finished(),
                parent);
    }

    /** Reads rows with {@link #COLUMNS}. */
    record Columns(Handles handles, TermsText terms) implements Sql.Reader<Row> {
        @Override
        public Row read(ResultSet row) throws SQLException {
            Handles.Place place = new Handles.Place(row.getLong(1), Bytes.owned(row.getBytes(2)));
            String parent = row.getString(8);
            return new Row(
                    place,
                    handles.handle(place),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getInt(6),
                    terms.read(row.getString(7)),
                    parent == null ? null : new Handle(parent),
                    life(row));
        }

        private static Life life(ResultSet row) throws SQLException {
            Instant lentUntil = instant(row, 17);
            Instant stopBy = instant(row, 18);
            byte[] token = row.getBytes(20);
            return new Life(
                    TaskState.of(row.getInt(9)),
                    row.getInt(10),
                    row.getInt(11),
                    row.getLong(12),
                    row.getLong(13),
                    Instant.ofEpochMilli(row.getLong(14)),
                    instant(row, 15),
                    lentUntil == null ? null : new Life.Lent(Objects.requireNonNull(row.getString(16)), lentUntil),
                    stopBy == null ? null : new Life.Stop(stopBy, TaskState.of(row.getInt(19))),
                    token == null ? null : Bytes.owned(token),
                    GiveUp.of(row.getInt(21)),
                    row.getInt(22) != 0,
                    row.getString(23),
                    row.getString(24),
                    Instant.ofEpochMilli(row.getLong(25)),
                    Instant.ofEpochMilli(row.getLong(26)),
                    instant(row, 27),
                    instant(row, 28),
                    instant(row, 29));
        }

        private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
            long millis = row.getLong(column);
            return millis == 0 && row.wasNull() ? null : Instant.ofEpochMilli(millis);
        }
    }
}
