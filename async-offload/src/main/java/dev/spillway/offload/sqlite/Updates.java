package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Command;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Handles;
import dev.spillway.offload.Idempotency;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Report;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Verdict;
import dev.spillway.offload.lifecycle.Birth;
import dev.spillway.offload.lifecycle.Commanding;
import dev.spillway.offload.lifecycle.Move;
import dev.spillway.offload.lifecycle.Working;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Submissions, reports and commands: find the task, ask the state machine, store its answer. */
final class Updates {
    private static final int KEY_BYTES = 16;

    private Updates() {}

    /**
     * Accepts a task.
     *
     * @param key of its idempotency, from {@link #key}; null where it has none
     */
    static Enqueued enqueue(Tables tables, NewTask task, Handles.Place place, @Nullable Bytes key) throws SQLException {
        Idempotency idempotency = task.idempotency();
        if (key != null && idempotency != null) {
            Optional<Enqueued> before = before(tables, key, idempotency);
            if (before.isPresent()) {
                return before.get();
            }
        }
        if (!tables.insert(Birth.of(task, tables.now()), place, key)) {
            if (tables.find(task.handle()).isEmpty()) {
                throw new IllegalStateException("row " + place.row() + " belongs to another task");
            }
            return new Enqueued.Existing(task.handle());
        }
        if (key != null && idempotency != null) {
            tables.insert(key, place, idempotency);
        }
        return new Enqueued.Created(task.handle());
    }

    /** What the idempotency of a task is looked up by. */
    static @Nullable Bytes key(NewTask task) {
        if (task.idempotency() == null) {
            return null;
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(task.tenant().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(task.idempotency().key().getBytes(StandardCharsets.UTF_8));
            return Bytes.owned(Arrays.copyOf(sha.digest(), KEY_BYTES));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    static Verdict report(Tables tables, Lease lease, Report report) throws SQLException {
        Optional<Row> row = tables.find(lease.task().handle());
        return row.isEmpty()
                ? new Verdict.NotFound()
                : save(tables, row.get(), Working.report(row.get().standing(), lease.fence(), report, tables.now()));
    }

    static Verdict control(Tables tables, Handle handle, Command command) throws SQLException {
        Optional<Row> found = tables.find(handle);
        if (found.isEmpty()) {
            return new Verdict.NotFound();
        }
        Row row = found.get();
        boolean mayRepeat = row.life().state() == TaskState.SUCCEEDED && command instanceof Command.Complete;
        Bytes result = mayRepeat ? tables.result(row.place().row()) : null;
        return save(tables, row, Commanding.control(row.standing(), command, tables.now(), () -> result));
    }

    /** Begins tasks anew, all in this transaction; returns those for which it did. */
    static List<Handle> replay(Tables tables, BulkReplay replay, List<Row> candidates) throws SQLException {
        List<Handle> replayed = new ArrayList<>();
        for (Row candidate : candidates) {
            Optional<Row> row = tables.find(candidate.place().row()); // as it is now
            if (row.isPresent()) {
                Verdict verdict =
                        save(tables, row.get(), Commanding.replay(row.get().standing(), replay, tables.now()));
                if (verdict instanceof Verdict.Applied) {
                    replayed.add(candidate.handle());
                }
            }
        }
        return replayed;
    }

    private static Optional<Enqueued> before(Tables tables, Bytes key, Idempotency idempotency) throws SQLException {
        record Earlier(long rid, Bytes request) {}
        Optional<Earlier> found = tables.session
                .sql("SELECT rid, request FROM task_idem WHERE k = ?")
                .put(key)
                .first(row -> new Earlier(row.getLong(1), Bytes.owned(row.getBytes(2))));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Handle first = tables.find(found.get().rid())
                .orElseThrow(() -> new SQLException("an idempotency key without its task"))
                .handle();
        return Optional.of(
                found.get().request().equals(idempotency.request())
                        ? new Enqueued.Existing(first)
                        : new Enqueued.Conflict(first));
    }

    private static Verdict save(Tables tables, Row row, Move move) throws SQLException {
        if (move instanceof Move.Go go) {
            tables.save(row, go);
        }
        return move.verdict();
    }
}
