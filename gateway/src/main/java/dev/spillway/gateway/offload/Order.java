package dev.spillway.gateway.offload;

import dev.spillway.core.Call;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Quality;
import dev.spillway.core.Trace;
import dev.spillway.offload.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task is to do, and what is known already: its stored input.
 *
 * @param kind what kind of follow-up it is
 * @param reason why there is a task
 * @param requestId of the request that it comes from, in logs and traces
 * @param principal who asked
 * @param labels for the attribution of cost
 * @param input as the route's schema coerced it
 * @param branches what the branches that had finished answered, by name
 * @param answer what the caller got at once; null where that was only the handle
 */
public record Order(
        String route,
        FollowUp.Kind kind,
        String reason,
        String requestId,
        Trace trace,
        String principal,
        Map<String, String> labels,
        Map<String, @Nullable Object> input,
        Map<String, Map<String, @Nullable Object>> branches,
        @Nullable TaskResult answer) {
    private static final long FORMAT = 1;

    static Order of(
            Call call,
            FollowUp.Wanted wanted,
            Map<String, Map<String, @Nullable Object>> branches,
            @Nullable TaskResult answer) {
        return new Order(
                call.request().route(),
                wanted.kind(),
                wanted.reason(),
                call.request().id(),
                call.request().trace(),
                call.caller().principal(),
                call.caller().labels(),
                call.request().input(),
                branches,
                answer);
    }

    /** The same without what other steps may compute again: for a task that would be too large. */
    Order lean() {
        return new Order(route, kind, reason, requestId, trace, principal, labels, input, Map.of(), null);
    }

    /** Whether what the finished branches answered is good enough to go on with: nothing but parts was missing. */
    boolean keepsBranches() {
        return answer == null || answer.quality() == Quality.PARTIAL;
    }

    Bytes encode() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("format", FORMAT);
        plain.put("route", route);
        plain.put("kind", kind.name());
        plain.put("reason", reason);
        plain.put("requestId", requestId);
        plain.put("spanId", trace.spanId());
        plain.put("traceFlags", trace.flags());
        plain.put("traceState", trace.state());
        plain.put("principal", principal);
        plain.put("labels", labels);
        plain.put("input", input);
        plain.put("branches", branches);
        if (answer != null) {
            plain.put("answer", answer.plain());
        }
        return Canonical.write(plain);
    }

    /**
     * The inverse of {@code encode}.
     *
     * @throws IllegalArgumentException where it is no order of a known format
     */
    public static Order decode(Bytes bytes) {
        Stored stored = Stored.read(bytes);
        if (stored.whole("format") != FORMAT) {
            throw new IllegalArgumentException("an order of format " + stored.whole("format") + ", not " + FORMAT);
        }
        String requestId = stored.text("requestId");
        return new Order(
                stored.text("route"),
                stored.text("kind").equals(FollowUp.Kind.PERSON.name()) ? FollowUp.Kind.PERSON : FollowUp.Kind.BETTER,
                stored.text("reason"),
                requestId,
                new Trace(requestId, stored.text("spanId"), stored.text("traceFlags"), stored.text("traceState")),
                stored.text("principal"),
                stored.texts("labels"),
                stored.map("input"),
                stored.maps("branches"),
                stored.has("answer") ? TaskResult.of(stored.object("answer")) : null);
    }
}
