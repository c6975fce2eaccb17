package dev.spillway.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks.
 *
 * @param id the request's id in logs and traces: the trace id, 32 lower-case hexadecimal digits
 * @param route the route's name
 * @param input plain values: maps, lists, strings, longs, doubles, booleans and nulls, never changed
 * @param idempotencyKey makes a repeat safe; null where the caller gave none
 * @param trace the trace that the request belongs to
 * @param wish a durable task that the caller asks for; null where it asks for none
 */
public record Request(
        String id,
        String route,
        Map<String, @Nullable Object> input,
        @Nullable String idempotencyKey,
        Trace trace,
        @Nullable Wish wish) {

    /** A request without a wish for a task. */
    public Request(
            String id,
            String route,
            Map<String, @Nullable Object> input,
            @Nullable String idempotencyKey,
            Trace trace) {
        this(id, route, input, idempotencyKey, trace, null);
    }

    Request withInput(Map<String, @Nullable Object> other) {
        return new Request(id, route, other, idempotencyKey, trace, wish);
    }
}
