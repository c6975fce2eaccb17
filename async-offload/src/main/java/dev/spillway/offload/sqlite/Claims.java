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

/**
 * Gives ready tasks to workers.
 *
 * <p>The candidates come straight out of an index in the order wanted, a few more than asked for, so that some may be left
 * out because their tenant has enough. Where one tenant's backlog fills the whole view, the candidates are gathered tenant
 * by tenant instead: the cost then grows with the number of tenants that have work, not with the length of a backlog.
 */
final class Claims {
    private static final int SPARE = 64;
    private static final int TENANTS = 256; // in one claim; the next one goes on behind them

    private record Candidate(long rid, String tenant, int priority, long runAt) {
        static Candidate read(ResultSet row) throws SQLException {
            return new Candidate(row.getLong(1), row.getString(2), row.getInt(3), row.getLong(4));
        }
    }

    private static final Comparator<Candidate> OLDEST =
            Comparator.comparingLong(Candidate::runAt).thenComparingLong(Candidate::rid);
    private static final Comparator<Candidate> URGENT =
            Comparator.comparingInt(Candidate::priority).reversed().thenComparing(OLDEST);

    private final Map<String, String> lastTenant = new HashMap<>(); // by queue: where the round of tenants stands

    List<Lease> claim(Tables tables, Claim claim) throws SQLException {
        List<Lease> leases = new ArrayList<>();
        for (Candidate candidate : candidates(tables.session, claim)) {
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
        return leases;
    }

    private List<Candidate> candidates(Session session, Claim claim) throws SQLException {
        int look = claim.most() + (claim.tenantMost() == Integer.MAX_VALUE ? 0 : SPARE);
        List<Candidate> view =
                claim.order() == Claim.Order.OLDEST ? oldest(session, claim, look) : urgent(session, claim, look);
        List<Candidate> fair = fair(view, claim);
        boolean wholeQueue = view.size() < look;
        return fair.size() == claim.most() || wholeQueue || claim.order() == Claim.Order.OLDEST
                ? fair
                : fair(byTenant(session, claim), claim);
    }

    private static List<Candidate> fair(List<Candidate> ordered, Claim claim) {
        Map<String, Integer> taken = new HashMap<>();
        List<Candidate> fair = new ArrayList<>();
        for (Candidate one : ordered) {
            int already = taken.getOrDefault(one.tenant, 0);
            if (fair.size() < claim.most() && already < claim.room(one.tenant)) {
                taken.put(one.tenant, already + 1);
                fair.add(one);
            }
        }
        return fair;
    }

    private static List<Candidate> urgent(Session session, Claim claim, int look) throws SQLException {
        return session.sql("""
            SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_ready
            WHERE state = 1 AND queue = ? ORDER BY prio DESC, run_at, rid LIMIT ?\
            """).put(claim.queue()).put(look).list(Candidate::read);
    }

    private static List<Candidate> oldest(Session session, Claim claim, int look) throws SQLException {
        List<Candidate> heads = new ArrayList<>();
        for (int priority = 0; priority < NewTask.PRIORITIES; priority++) {
            heads.addAll(
                    session.sql("""
                        SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_ready
                        WHERE state = 1 AND queue = ? AND prio = ? ORDER BY run_at, rid LIMIT ?\
                        """).put(claim.queue()).put(priority).put(look).list(Candidate::read));
        }
        heads.sort(OLDEST);
        return heads.size() <= look ? heads : heads.subList(0, look);
    }

    private List<Candidate> byTenant(Session session, Claim claim) throws SQLException {
        List<Candidate> heads = new ArrayList<>();
        String start = lastTenant.getOrDefault(claim.queue(), "");
        String tenant = start;
        boolean wrapped = false;
        for (int seen = 0; seen < TENANTS; seen++) {
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
                heads.addAll(heads(session, claim.queue(), tenant, room));
            }
        }
        lastTenant.put(claim.queue(), tenant);
        heads.sort(URGENT);
        return heads;
    }

    /** The next tenant with ready tasks, in the order of names; empty where there is none. */
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

    private static List<Candidate> heads(Session session, String queue, String tenant, int most) throws SQLException {
        return session.sql("""
            SELECT rid, tenant, prio, run_at FROM task INDEXED BY task_fair
            WHERE state = 1 AND queue = ? AND tenant = ? ORDER BY prio DESC, run_at, rid LIMIT ?\
            """).put(queue).put(tenant).put(most).list(Candidate::read);
    }
}
