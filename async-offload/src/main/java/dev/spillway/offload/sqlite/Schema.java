package dev.spillway.offload.sqlite;

import dev.spillway.offload.Bytes;
import dev.spillway.offload.Handles;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables. Payloads lie apart from the row that changes with each state, results apart from inputs. Partial indexes hold
 * only the tasks that are in a state, so that what is finished costs nothing.
 */
final class Schema {
    private static final int VERSION = 1;
    private static final int[] SQLITE_LEAST = {3, 51, 3}; // below it, a log that is reset under two writers can corrupt

    private static final List<String> TABLES = List.of(
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE task (
              rid INTEGER PRIMARY KEY, secret BLOB NOT NULL, tenant TEXT NOT NULL, queue TEXT NOT NULL,
              kind TEXT NOT NULL, prio INTEGER NOT NULL, terms TEXT NOT NULL, parent TEXT, idem BLOB,
              state INTEGER NOT NULL, attempt INTEGER NOT NULL, replays INTEGER NOT NULL, fence INTEGER NOT NULL,
              last_seq INTEGER NOT NULL, run_at INTEGER NOT NULL, deadline INTEGER, worker TEXT, lease_until INTEGER,
              stop_by INTEGER, stop_into INTEGER, token BLOB, give_up INTEGER NOT NULL, gave_up INTEGER NOT NULL,
              replay_id TEXT NOT NULL, reason TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
              finished INTEGER, keep_until INTEGER, purge_at INTEGER)\
            """,
            "CREATE TABLE task_input (rid INTEGER PRIMARY KEY, input BLOB NOT NULL)",
            "CREATE TABLE task_output (rid INTEGER PRIMARY KEY, result BLOB, progress BLOB)",
            "CREATE TABLE task_idem (k BLOB PRIMARY KEY, rid INTEGER NOT NULL, request BLOB NOT NULL) WITHOUT ROWID",
            """
            CREATE TABLE task_event (
              rid INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
              state INTEGER NOT NULL, attempt INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, data BLOB,
              PRIMARY KEY (rid, seq)) WITHOUT ROWID\
            """,
            "CREATE INDEX task_ready ON task (queue, prio DESC, run_at, rid, tenant) WHERE state = 1",
            "CREATE INDEX task_fair ON task (queue, tenant, prio DESC, run_at, rid) WHERE state = 1",
            "CREATE INDEX task_sched ON task (run_at) WHERE state = 0",
            "CREATE INDEX task_lease ON task (lease_until) WHERE state = 2",
            "CREATE INDEX task_stop ON task (stop_by) WHERE state = 2 AND stop_by IS NOT NULL",
            "CREATE INDEX task_wait ON task (run_at) WHERE state = 3",
            "CREATE INDEX task_parked ON task (rid) WHERE state = 3",
            "CREATE INDEX task_due ON task (deadline) WHERE state < 4 AND deadline IS NOT NULL AND stop_by IS NULL",
            "CREATE INDEX task_purge ON task (purge_at) WHERE state >= 4",
            "CREATE INDEX task_dead ON task (rid) WHERE state = 7",
            "CREATE INDEX task_mine ON task (tenant, rid)", // never changes: no cost but at birth
            "CREATE INDEX task_parent ON task (parent, rid) WHERE parent IS NOT NULL");

    private Schema() {}

    /** Refuses an engine that is too old. */
    static void check(Session session) throws SQLException {
        refuseOlder(session.sql("SELECT sqlite_version()")
                .first(row -> row.getString(1))
                .orElseThrow());
    }

    static void refuseOlder(String version) throws SQLException {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < SQLITE_LEAST.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != SQLITE_LEAST[i]) {
                if (part < SQLITE_LEAST[i]) {
                    throw new SQLException(
                            "SQLite " + version + " is too old for the task store; it needs 3.51.3 or later");
                }
                return;
            }
        }
    }

    /**
     * Makes the tables where there are none yet, in one transaction.
     *
     * @return whether it did
     */
    static boolean make(Session session, Disk disk) throws SQLException {
        int version = (int) session.sql("PRAGMA user_version").number();
        if (version == VERSION) {
            return false;
        }
        if (version != 0) {
            throw new SQLException("the task store is of version " + version + ", this program knows " + VERSION);
        }
        disk.begin();
        for (String statement : TABLES) {
            session.execute(statement);
        }
        session.sql("INSERT INTO meta (name, value) VALUES ('handles', ?)")
                .put(Handles.newKey())
                .update();
        session.execute("PRAGMA user_version = " + VERSION);
        disk.commit();
        return true;
    }

    /** The key of the store's handles. */
    static Bytes handleKey(Session session) throws SQLException {
        return session.sql("SELECT value FROM meta WHERE name = 'handles'")
                .first(row -> Bytes.owned(row.getBytes(1)))
                .orElseThrow(() -> new SQLException("the task store has lost the key of its handles"));
    }
}
