package dev.spillway.gateway.edge;

import dev.spillway.core.Priority;
import dev.spillway.core.Violations;
import dev.spillway.core.Wish;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a door understood it, before anything about it was checked. Both doors make the same one of the same
 * request.
 *
 * @param route the route's name
 * @param input plain values; every number a double, as both doors carry them, until the route's schema has coerced it
 * @param budget what the caller wants in the message; null where it gave none
 * @param timing what the protocol itself says of the time that there is
 * @param priority null where the caller gave none
 * @param labels for the attribution of cost
 * @param idempotencyKey null where the caller gave none
 * @param wish a durable task that is asked for; null where none is
 * @param key the API key that was shown; null where there was none
 * @param traceparent the W3C header as it came; null where there was none
 * @param tracestate the W3C header as it came; null where there was none
 * @param wrong what was found wrong with it while it was read
 * @param arrivalNanos when the request's first byte came, as well as that can be told: when it was seen, less what it had
 *     waited for the event loop; on the monotonic clock
 */
public record Asked(
        String route,
        Map<String, @Nullable Object> input,
        @Nullable Duration budget,
        Timing timing,
        @Nullable Priority priority,
        Map<String, String> labels,
        @Nullable String idempotencyKey,
        @Nullable Wish wish,
        @Nullable String key,
        @Nullable String traceparent,
        @Nullable String tracestate,
        Violations wrong,
        long arrivalNanos) {
    /** What the headers alone ask, to be refused before a message is read. */
    public static Asked byHeaders(
            @Nullable String key, @Nullable String traceparent, @Nullable String tracestate, long arrivalNanos) {
        return new Asked(
                "",
                Map.of(),
                null,
                Timing.NONE,
                null,
                Map.of(),
                null,
                null,
                key,
                traceparent,
                tracestate,
                new Violations(),
                arrivalNanos);
    }
}
