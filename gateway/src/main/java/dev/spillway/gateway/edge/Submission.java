package dev.spillway.gateway.edge;

import dev.spillway.core.Violations;
import dev.spillway.core.Wish;
import dev.spillway.offload.Token;
import dev.spillway.proto.v1.SubmitTaskRequest;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The submission of a task: a request for only a handle.
 *
 * @param token what completes the task; empty where a worker takes it
 */
public record Submission(Asked asked, String token) {
    /** No one waits for an answer, so that a slow disk may take its time; within what the route allows. */
    private static final Duration ACCEPTED_WITHIN = Duration.ofSeconds(10);

    /**
     * What came with it beside the message.
     *
     * @param idempotencyKey of a header; null where there is none
     */
    public record Arrival(
            @Nullable String idempotencyKey,
            @Nullable String key,
            @Nullable String traceparent,
            @Nullable String tracestate,
            Timing timing,
            long nanos) {}

    public static Submission of(SubmitTaskRequest request, Arrival arrival) {
        Token token = request.hasHold() ? Token.random() : null;
        Wish.Hold hold = token == null
                ? null
                : new Wish.Hold(
                        Messages.duration(request.getHold().getWithin()),
                        HexFormat.of().formatHex(token.hash().shared()));
        Violations wrong = new Violations();
        Asked asked = new Asked(
                request.getRoute(),
                Structs.plain(request.getInput(), "input", wrong),
                ACCEPTED_WITHIN,
                arrival.timing,
                Messages.priority(request.getMetadata()),
                request.getMetadata().getLabelsMap(),
                arrival.idempotencyKey != null
                        ? arrival.idempotencyKey
                        : Messages.idempotencyKey(request.getMetadata()),
                Messages.wish(request.getOffload(), Wish.Mode.ONLY, hold),
                arrival.key,
                arrival.traceparent,
                arrival.tracestate,
                wrong,
                arrival.nanos);
        return new Submission(asked, token == null ? "" : token.value());
    }

    @Override
    public String toString() {
        return "Submission[" + asked.route() + "]"; // the token is for no log
    }
}
