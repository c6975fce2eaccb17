package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Handles;
import dev.spillway.offload.History;
import dev.spillway.offload.Idempotency;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.lifecycle.Birth;
import dev.spillway.offload.lifecycle.Life;
import dev.spillway.offload.lifecycle.Move;
import dev.spillway.offload.lifecycle.Standing;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables as the writer's operations use them inside a transaction. Confined to the writer's thread. */
final class Tables {
    final Session session;
    final Handles handles;
    private final Changes changes = new Changes();
    private final Row.Columns columns;
    private Instant now = Instant.EPOCH;

    Tables(Session session, Handles handles) {
        this.session = session;
        this.handles = handles;
        this.columns = new Row.Columns(handles, new TermsText());
    }

    /** Begins a transaction: forgets what the one before changed, whether it was committed or not. */
    void begin(Instant at) {
        now = at;
        changes.clear();
    }

    /** The time of the transaction. */
    Instant now() {
        return now;
    }

    Changes changes() {
        return changes;
    }

    /** The task of a handle; empty where there is none, or the handle's secret is not the task's. */
    Optional<Row> find(Handle handle) throws SQLException {
        Optional<Handles.Place> place = handles.place(handle);
        return place.isEmpty()
                ? Optional.empty()
                : find(place.get().row())
                        .filter(row -> row.place().secret().equals(place.get().secret()));
    }

    Optional<Row> find(long rid) throws SQLException {
        return session.sql("SELECT " + Row.COLUMNS + " FROM task WHERE rid = ?")
                .put(rid)
                .first(columns);
    }

    Bytes input(long rid) throws SQLException {
        return session.sql("SELECT input FROM task_input WHERE rid = ?")
                .put(rid)
                .first(row -> Bytes.owned(row.getBytes(1)))
                .orElseThrow(() -> new SQLException("task " + rid + " has no input"));
    }

    @Nullable
    Bytes result(long rid) throws SQLException {
        return session.sql("SELECT result FROM task_output WHERE rid = ? AND result IS NOT NULL")
                .put(rid)
                .first(row -> Bytes.owned(row.getBytes(1)))
                .orElse(null);
    }

    /** Inserts a task; does nothing where its row is taken, which only a repeat of the same submission can bring about. */
    boolean insert(Birth birth, Handles.Place place, @Nullable Bytes idempotencyKey) throws SQLException {
        Life life = birth.life();
        int inserted = session.sql("""
            INSERT INTO task (rid, secret, tenant, queue, kind, prio, terms, parent, idem,
              state, attempt, replays, fence, last_seq, run_at, deadline, token, give_up, gave_up,
              replay_id, reason, created, updated, keep_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, 0, '', '', ?, ?, ?)
            ON CONFLICT (rid) DO NOTHING\
            """)
                .put(place.row())
                .put(place.secret())
                .put(birth.tenant())
                .put(birth.queue())
                .put(birth.kind())
                .put(birth.priority())
                .put(TermsText.write(birth.terms()))
                .put(birth.parent() == null ? null : birth.parent().value())
                .put(idempotencyKey)
                .put(life.state().code())
                .put(life.fence())
                .put(life.lastSeq())
                .put(life.runAt())
                .put(life.deadline())
                .put(life.token())
                .put(life.giveUp().code())
                .put(life.created())
                .put(life.updated())
                .put(life.keepUntil())
                .update();
        if (inserted == 0) {
            return false;
        }
        session.sql("INSERT INTO task_input (rid, input) VALUES (?, ?)")
                .put(place.row())
                .put(birth.input())
                .update();
        insert(place.row(), birth.event());
        changes.moved(new Depths.Lane(birth.queue(), birth.tenant()), birth.priority(), null, life);
        return true;
    }

    void insert(Bytes key, Handles.Place place, Idempotency idempotency) throws SQLException {
        session.sql("INSERT INTO task_idem (k, rid, request) VALUES (?, ?, ?)")
                .put(key)
                .put(place.row())
                .put(idempotency.request())
                .update();
    }

    /** Stores a move, and with a task's end the task that tells of it. */
    void save(Row row, Move.Go move) throws SQLException {
        Life life = move.life();
        long rid = row.place().row();
        TaskEvent event = move.event();
        if (event == null) {
            session.sql("UPDATE task SET lease_until = ?, updated = ? WHERE rid = ?")
                    .put(life.lent() == null ? null : life.lent().until())
                    .put(life.updated())
                    .put(rid)
                    .update();
            return;
        }
        update(rid, life);
        insert(rid, event);
        save(rid, move.payload());
        changes.moved(new Depths.Lane(row.queue(), row.tenant()), row.priority(), row.life(), life);
        changes.rows.add(rid);
        if (event.kind() == TaskEvent.Kind.STOP_ASKED) {
            changes.stopAsked.add(row.handle());
        }
        if (move.finishes()) {
            callback(row, life);
        }
    }

    /** Deletes a finished task with all that belongs to it. */
    void purge(long rid) throws SQLException {
        session.sql("DELETE FROM task_idem WHERE k = (SELECT idem FROM task WHERE rid = ?)")
                .put(rid)
                .update();
        session.sql("DELETE FROM task_event WHERE rid = ?").put(rid).update();
        session.sql("DELETE FROM task_output WHERE rid = ?").put(rid).update();
        session.sql("DELETE FROM task_input WHERE rid = ?").put(rid).update();
        session.sql("DELETE FROM task WHERE rid = ? AND state >= 4").put(rid).update();
        changes.rows.add(rid);
    }

    private void callback(Row row, Life life) throws SQLException {
        if (row.terms().callback() == null) {
            return;
        }
        Handles.Place place = handles.newPlace();
        Standing ended = new Standing(row.handle(), row.terms(), life);
        Optional<Birth> birth = Birth.callback(ended, row.tenant(), row.kind(), handles.handle(place), life.updated());
        if (birth.isPresent()) {
            insert(birth.get(), place, null);
        }
    }

    private void update(long rid, Life life) throws SQLException {
        Life.Lent lent = life.lent();
        Life.Stop stop = life.stop();
        session.sql("""
            UPDATE task SET state = ?, attempt = ?, replays = ?, fence = ?, last_seq = ?, run_at = ?,
              deadline = ?, worker = ?, lease_until = ?, stop_by = ?, stop_into = ?, token = ?, give_up = ?,
              gave_up = ?, replay_id = ?, reason = ?, updated = ?, finished = ?, purge_at = ?
            WHERE rid = ?\
            """)
                .put(life.state().code())
                .put(life.attempt())
                .put(life.replays())
                .put(life.fence())
                .put(life.lastSeq())
                .put(life.runAt())
                .put(life.deadline())
                .put(lent == null ? null : lent.worker())
                .put(lent == null ? null : lent.until())
                .put(stop == null ? null : stop.by())
                .put(stop == null ? 0 : stop.into().code())
                .put(life.token())
                .put(life.giveUp().code())
                .put(life.gaveUp() ? 1 : 0)
                .put(life.replayId())
                .put(life.reason())
                .put(life.updated())
                .put(life.finished())
                .put(life.purgeAt())
                .put(rid)
                .update();
    }

    private void insert(long rid, TaskEvent event) throws SQLException {
        if (event.kind() == TaskEvent.Kind.PROGRESSED) {
            session.sql("DELETE FROM task_event WHERE rid = ? AND seq = ? AND kind = ?")
                    .put(rid)
                    .put(event.seq() - 1)
                    .put(TaskEvent.Kind.PROGRESSED.code())
                    .update();
        }
        session.sql("INSERT INTO task_event (rid, seq, at, kind, state, attempt, actor, reason, data)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .put(rid)
                .put(event.seq())
                .put(event.at())
                .put(event.kind().code())
                .put(event.state().code())
                .put(event.attempt())
                .put(event.by())
                .put(event.reason())
                .put(event.data())
                .update();
        if (event.seq() > History.KEPT) {
            session.sql("DELETE FROM task_event WHERE rid = ? AND seq <= ?")
                    .put(rid)
                    .put(event.seq() - History.KEPT)
                    .update();
        }
    }

    private void save(long rid, Move.Payload payload) throws SQLException {
        switch (payload) {
            case Move.Same() -> {}
            case Move.Cleared() ->
                session.sql("DELETE FROM task_output WHERE rid = ?").put(rid).update();
            case Move.Result(var bytes) ->
                session.sql("INSERT INTO task_output (rid, result) VALUES (?, ?)"
                                + " ON CONFLICT (rid) DO UPDATE SET result = excluded.result")
                        .put(rid)
                        .put(bytes)
                        .update();
            case Move.Progress(var bytes) ->
                session.sql("INSERT INTO task_output (rid, progress) VALUES (?, ?)"
                                + " ON CONFLICT (rid) DO UPDATE SET progress = excluded.progress")
                        .put(rid)
                        .put(bytes)
                        .update();
        }
    }
}
