package dev.spillway.gateway.cache;

/**
 * What equal calls have in common: a SHA-256 digest of tenant, route, version and canonical input. The digest stands for
 * them: no two that differ are known to share one, nor can anyone make such two.
 */
record Key(long first, long second, long third, long fourth) {
    @Override
    public int hashCode() {
        return Long.hashCode(first); // all bits of a digest are alike
    }
}
