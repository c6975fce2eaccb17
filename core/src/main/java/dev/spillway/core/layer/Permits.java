package dev.spillway.core.layer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Permits that tenants share: no tenant holds all of them while another one asks.
 *
 * <p>A tenant gets a permit while it holds fewer than {@link #PER_FREE} times those that are free (dynamic thresholds:
 * Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998). So a tenant that is alone may have four fifths of
 * the limit, two that want all of it four ninths each, and so on, and a little is always free for the next one. Nothing has
 * to be known of who else is there: as soon as another tenant asks, the first one's bound falls, and it gets no further
 * permit until enough of its calls have ended. The last free permit goes only to a tenant that holds none.
 *
 * <p>Thread-safe and free of locks: two counters are changed for each permit, and nothing is allocated once a tenant is
 * known. The limit is never exceeded; a tenant's share may be missed by as many as ask at the same instant for the same
 * tenant. Tenants are kept for good: they come from keys and stored tasks, not from requests.
 */
public final class Permits {
    /** How many permits a tenant may hold for each one that is free. */
    static final int PER_FREE = 4;

    private final AtomicInteger inUse = new AtomicInteger();
    private final ConcurrentMap<String, Tenant> tenants = new ConcurrentHashMap<>();

    /** The permits of one tenant. */
    public final class Tenant {
        private final AtomicInteger held = new AtomicInteger();
        private final Runnable giveBack = this::giveBack;

        /**
         * Takes a permit; to be given back exactly once.
         *
         * @param limit of all tenants together, 1 or more
         * @param shared whether other tenants may ask; if not, this one may have them all
         * @return whether there was one
         */
        public boolean take(int limit, boolean shared) {
            int before = held.getAndIncrement();
            int used = inUse.get();
            while (used < limit && (!shared || isFair(before, limit - used))) {
                if (inUse.compareAndSet(used, used + 1)) {
                    return true;
                }
                used = inUse.get();
            }
            held.getAndDecrement();
            return false;
        }

        /** Gives a permit back. */
        public void giveBack() {
            held.getAndDecrement();
            inUse.getAndDecrement();
        }

        /** {@link #giveBack}, as one object for all permits. */
        public Runnable toGiveBack() {
            return giveBack;
        }

        /** How many it holds. */
        public int held() {
            return held.get();
        }
    }

    /** The permits of a tenant. */
    public Tenant of(String tenant) {
        Tenant known = tenants.get(tenant);
        return known != null ? known : tenants.computeIfAbsent(tenant, _ -> new Tenant());
    }

    /** How many tenants have asked so far. */
    public int tenants() {
        return tenants.size();
    }

    /** How many are held by all tenants together. */
    public int inUse() {
        return inUse.get();
    }

    /** How many one tenant may hold while no other holds any: four fifths, and one less than the limit at most. */
    public static int mostOfOne(int limit) {
        int fifths = (int) ((4L * limit + 4) / 5);
        return Math.max(1, Math.min(limit - 1, fifths));
    }

    private static boolean isFair(int held, int free) {
        return held == 0 || (free > 1 && held < (long) PER_FREE * free);
    }
}
