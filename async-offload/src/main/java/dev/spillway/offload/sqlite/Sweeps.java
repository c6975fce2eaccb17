package dev.spillway.offload.sqlite;

import dev.spillway.offload.Claim;
import dev.spillway.offload.Maintenance;
import dev.spillway.offload.lifecycle.Move;
import dev.spillway.offload.lifecycle.Passing;
import dev.spillway.offload.lifecycle.Standing;
import dev.spillway.offload.lifecycle.Working;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** What time brings about, in bounded rounds: each finds at most {@link Maintenance#BOUND} tasks by an index. */
final class Sweeps {
    private Sweeps() {}

    /** Leases that end later than any may, since the clock was set back, are cut. */
    static int overlong(Tables tables) throws SQLException {
        Instant latest = tables.now().plus(Claim.LEASE_MOST);
        String beyond = "INDEXED BY task_lease WHERE state = 2 AND lease_until > ? ORDER BY lease_until";
        return sweep(tables, beyond, latest, Working::overlong);
    }

    static int stopped(Tables tables) throws SQLException {
        String due = "INDEXED BY task_stop WHERE state = 2 AND stop_by IS NOT NULL AND stop_by <= ? ORDER BY stop_by";
        return sweep(tables, due, tables.now(), Passing::stopped);
    }

    static int lost(Tables tables) throws SQLException {
        String due = "INDEXED BY task_lease WHERE state = 2 AND lease_until <= ? ORDER BY lease_until";
        return sweep(tables, due, tables.now(), Working::lost);
    }

    static int expired(Tables tables) throws SQLException {
        String due = "INDEXED BY task_due WHERE state < 4 AND deadline IS NOT NULL AND stop_by IS NULL"
                + " AND deadline <= ? ORDER BY deadline";
        return sweep(tables, due, tables.now(), Passing::expired);
    }

    static int gaveUp(Tables tables) throws SQLException {
        String due = "INDEXED BY task_wait WHERE state = 3 AND run_at <= ? ORDER BY run_at";
        return sweep(tables, due, tables.now(), Passing::gaveUp);
    }

    static int due(Tables tables) throws SQLException {
        String due = "INDEXED BY task_sched WHERE state = 0 AND run_at <= ? ORDER BY run_at";
        return sweep(tables, due, tables.now(), Passing::due);
    }

    static int purge(Tables tables) throws SQLException {
        String due = "INDEXED BY task_purge WHERE state >= 4 AND purge_at <= ? ORDER BY purge_at";
        List<Long> found = find(tables, due, tables.now());
        for (long rid : found) {
            tables.purge(rid);
        }
        return found.size();
    }

    /** Leases of processes that are gone: all there are, when the store opens. */
    static int orphaned(Tables tables) throws SQLException {
        Instant any = Instant.ofEpochMilli(Long.MAX_VALUE);
        String all = "INDEXED BY task_lease WHERE state = 2 AND lease_until <= ? ORDER BY lease_until";
        return sweep(tables, all, any, Working::orphaned);
    }

    private static int sweep(Tables tables, String where, Instant bound, BiFunction<Standing, Instant, Move.Go> decide)
            throws SQLException {
        List<Long> found = find(tables, where, bound);
        for (long rid : found) {
            Row row = tables.find(rid)
                    .orElseThrow(() -> new SQLException("an index holds task " + rid + ", the table not"));
            tables.save(row, decide.apply(row.standing(), tables.now()));
        }
        return found.size();
    }

    private static List<Long> find(Tables tables, String where, Instant bound) throws SQLException {
        return tables.session
                .sql("SELECT rid FROM task " + where + " LIMIT " + Maintenance.BOUND)
                .put(bound)
                .list(row -> row.getLong(1));
    }
}
