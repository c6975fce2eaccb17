package dev.spillway.offload.sqlite;

import dev.spillway.offload.Claim;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.lifecycle.Life;
import dev.spillway.offload.lifecycle.Move;
import dev.spillway.offload.lifecycle.Working;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives ready tasks to workers: tenants take turns, and each one's own tasks come in the order wanted.
 *
 * <p>A short queue is read whole. Of a long one, the heads of each tenant's backlog are read, for a bounded number of tenants
 * that are next in turn: the cost grows neither with the length of a backlog nor with the number of tenants.
 */
final class Claims {
    private static final int SPARE = 64; // a queue is short if it has no more than this beyond what is asked for
    private static final int MAX_TENANTS = 64; // in one claim; the next one goes on behind them

    record Candidate(long rid, String tenant, int priority, long runAt) {
        static Candidate read(ResultSet row) throws SQLException {
            return new Candidate(row.getLong(1), row.getString(2), row.getInt(3), row.getLong(4));
        }
    }

    private static final Comparator<Candidate> OLDEST =
            Comparator.comparingLong(Candidate::runAt).thenComparingLong(Candidate::rid);

    private final Map<String, String> lastTenant = new HashMap<>(); // by queue: where the round of tenants stands

    List<Lease> claim(Tables tables, Claim claim) throws SQLException {
        Turns turns = new Turns(claim, lastTenant.getOrDefault(claim.queue(), ""));
        List<Lease> leases = new ArrayList<>();
        for (Candidate candidate : turns.take(candidates(tables.session, claim, turns.last()))) {
            Row row = tables.find(candidate.rid)
                    .orElseThrow(() -> new SQLException("the index holds task " + candidate.rid + ", the table not"));
            Move.Go move = Working.claim(row.standing(), claim, tables.now());
            tables.save(row, move);
            Life life = move.life();
            if (life.lent() != null) {
                leases.add(new Lease(
                        row.task(life, tables.input(candidate.rid)),
                        life.fence(),
                        life.lent().until()));
            }
        }
        lastTenant.put(claim.queue(), turns.last());
        return leases;
    }

    /** Those that may be given, in the order wanted for each tenant. */
    private static List<Candidate> candidates(Session session, Claim claim, String last) throws SQLException {
        int look = claim.most() + SPARE;
        List<Candidate> view = claim.order() == Claim.Order.OLDEST
                ? oldest(session, claim.queue(), look)
                : urgent(session, claim.queue(), look);
        return view.size() < look ? view : byTenant(session, claim, last);
    }

    private static List<Candidate> urgent(Session session, String queue, int look) throws SQLException {
        return session.sql("""
            SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_ready
            WHERE state = 1 AND queue = ? ORDER BY prio DESC, run_at, rid LIMIT ?\
            """).put(queue).put(look).list(Candidate::read);
    }

    private static List<Candidate> oldest(Session session, String queue, int look) throws SQLException {
        List<Candidate> heads = new ArrayList<>();
        for (int priority = 0; priority < NewTask.PRIORITIES; priority++) {
            heads.addAll(session.sql("""
                SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_ready
                WHERE state = 1 AND queue = ? AND prio = ? ORDER BY run_at, rid LIMIT ?\
                """).put(queue).put(priority).put(look).list(Candidate::read));
        }
        heads.sort(OLDEST);
        return heads.size() <= look ? heads : heads.subList(0, look);
    }

    private static List<Candidate> byTenant(Session session, Claim claim, String start) throws SQLException {
        List<Candidate> heads = new ArrayList<>();
        String tenant = start;
        boolean wrapped = false;
        for (int seen = 0; seen < MAX_TENANTS; seen++) {
            String next = nextTenant(session, claim.queue(), tenant);
            if (next.isEmpty() && !wrapped) {
                wrapped = true;
                next = nextTenant(session, claim.queue(), "");
            }
            if (next.isEmpty() || (wrapped && next.compareTo(start) > 0)) {
                break;
            }
            tenant = next;
            int room = Math.min(claim.room(tenant), claim.most());
            if (room > 0) {
                heads.addAll(
                        claim.order() == Claim.Order.OLDEST
                                ? oldestOf(session, claim.queue(), tenant, room)
                                : urgentOf(session, claim.queue(), tenant, room));
            }
        }
        return heads;
    }

    /** The next tenant with ready tasks, in the order of names; empty if there is none. */
    private static String nextTenant(Session session, String queue, String after) throws SQLException {
        return session.sql("""
            SELECT tenant FROM task INDEXED BY task_fair
            WHERE state = 1 AND queue = ? AND tenant > ? ORDER BY tenant LIMIT 1\
            """)
                .put(queue)
                .put(after)
                .first(row -> row.getString(1))
                .orElse("");
    }

    private static List<Candidate> urgentOf(Session session, String queue, String tenant, int most)
            throws SQLException {
        return session.sql("""
            SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_fair
            WHERE state = 1 AND queue = ? AND tenant = ? ORDER BY prio DESC, run_at, rid LIMIT ?\
            """).put(queue).put(tenant).put(most).list(Candidate::read);
    }

    private static List<Candidate> oldestOf(Session session, String queue, String tenant, int most)
            throws SQLException {
        List<Candidate> heads = new ArrayList<>();
        int priority = NewTask.PRIORITIES;
        while (true) {
            Optional<Integer> next =
                    session.sql("""
                        SELECT prio FROM task INDEXED BY task_fair
                        WHERE state = 1 AND queue = ? AND tenant = ? AND prio < ? ORDER BY prio DESC LIMIT 1\
                        """).put(queue).put(tenant).put(priority).first(row -> row.getInt(1));
            if (next.isEmpty()) {
                heads.sort(OLDEST);
                return heads.size() <= most ? heads : heads.subList(0, most);
            }
            priority = next.get();
            heads.addAll(session.sql("""
                SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_fair
                WHERE state = 1 AND queue = ? AND tenant = ? AND prio = ? ORDER BY run_at, rid LIMIT ?\
                """)
                    .put(queue)
                    .put(tenant)
                    .put(priority)
                    .put(most)
                    .list(Candidate::read));
        }
    }
}
