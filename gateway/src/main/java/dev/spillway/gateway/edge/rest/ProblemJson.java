package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Violation;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.RetryDelay;
import io.vertx.core.buffer.Buffer;

/** A problem as {@code application/problem+json} (RFC 9457). */
final class ProblemJson {
    static final String TYPE = "application/problem+json";

    private ProblemJson() {}

    /**
     * A problem of a certain request.
     *
     * @param requestId 32 hexadecimal digits, by which logs and traces know the request
     */
    static Buffer of(Problem problem, String requestId) {
        return JsonLine.of(json -> {
            json.writeStartObject();
            json.writeStringField("type", problem.type());
            json.writeStringField("title", problem.title());
            json.writeNumberField("status", problem.http());
            json.writeStringField("detail", problem.detail());
            json.writeStringField("instance", "urn:spillway:request:" + requestId);
            if (!problem.handle().isEmpty()) {
                json.writeStringField("handle", problem.handle());
            }
            RetryDelay retry = RetryDelay.of(problem);
            if (retry != null) {
                json.writeNumberField("retryAfterMs", retry.millis());
            }
            if (!problem.violations().isEmpty()) {
                json.writeArrayFieldStart("violations");
                for (Violation violation : problem.violations()) {
                    json.writeStartObject();
                    json.writeStringField("field", violation.field());
                    json.writeStringField("problem", violation.problem());
                    json.writeStringField("mend", violation.mend());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }
}
