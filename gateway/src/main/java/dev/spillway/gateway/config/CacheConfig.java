package dev.spillway.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a route's answers serve equal calls. */
@Doc("Keeps full answers for equal calls of the same tenant. Not for a route whose answer depends on more than its"
        + " input, or that has an effect.")
public record CacheConfig(
        @Doc("How long an answer is as good as a new one.") @Range(above = "0ms", most = "30d")
        Duration ttl,

        @Doc("How long after that it still answers, as degraded, while a new one is asked for behind the caller's"
                + " back.")
        @Default("0ms")
        @Range(least = "0ms", most = "30d")
        Duration revalidate,

        @Doc("How old an answer may be for a call that gets no other one; it is marked as degraded. Absent: `ttl`, so"
                + " there is none.")
        @Range(above = "0ms", most = "30d")
        @Nullable
        Duration stale) {

    /** How old an answer may be for a call that gets no other one. */
    public Duration staleOrTtl() {
        return stale == null ? ttl : stale;
    }
}
