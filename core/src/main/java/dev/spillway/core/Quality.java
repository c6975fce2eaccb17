package dev.spillway.core;

/** How much of what the route asks for an answer is; the best first. */
public enum Quality {
    /** What the route asks for, from where it asks for it: an accepted answer of any tier, a fresh cache hit. */
    FULL,
    /** Optional branches are missing. */
    PARTIAL,
    /** An unsure best so far, a stale cache entry, a rule standing in. */
    DEGRADED;

    public boolean isBetterThan(Quality other) {
        return compareTo(other) < 0;
    }

    /** The lesser of the two: a whole is no better than its parts. */
    public Quality and(Quality other) {
        return isBetterThan(other) ? other : this;
    }
}
