package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Duration;
import com.google.protobuf.ProtocolMessageEnum;
import dev.spillway.core.Outcome;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Replies;
import dev.spillway.proto.v1.BackendSource;
import dev.spillway.proto.v1.BranchSource;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.FollowUp;
import dev.spillway.proto.v1.Source;
import dev.spillway.proto.v1.StepReport;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * An {@code ExecuteResponse} by protobuf's JSON mapping, written without reflection. Fields that have their default value
 * are left out.
 */
final class ReplyJson {
    static final String TYPE = "application/json";

    private ReplyJson() {}

    /** The reply to a call as things stand. */
    static Buffer of(Exchange exchange, Outcome.Answer answer) {
        ExecuteResponse reply = Replies.of(exchange.call(), answer, exchange.grantedNanos());
        return JsonLine.of(json -> write(json, reply));
    }

    /** The reply that holds only a handle. */
    static Buffer of(Exchange exchange, Outcome.Deferred deferred) {
        ExecuteResponse reply = Replies.of(exchange.call(), deferred, exchange.grantedNanos());
        return JsonLine.of(json -> write(json, reply));
    }

    static void write(JsonGenerator json, ExecuteResponse reply) throws IOException {
        json.writeStartObject();
        text(json, "requestId", reply.getRequestId());
        if (reply.hasAnswer()) {
            json.writeFieldName("answer");
            StructJson.write(json, reply.getAnswer());
        }
        if (reply.hasConfidence()) {
            json.writeNumberField("confidence", reply.getConfidence());
        }
        constant(json, "quality", reply.getQuality());
        if (reply.hasSource()) {
            json.writeFieldName("source");
            source(json, reply.getSource());
        }
        if (reply.hasFollowUp()) {
            followUp(json, reply.getFollowUp());
        }
        if (reply.getStepsCount() > 0) {
            json.writeArrayFieldStart("steps");
            for (StepReport step : reply.getStepsList()) {
                step(json, step);
            }
            json.writeEndArray();
        }
        if (reply.hasBudget()) {
            json.writeObjectFieldStart("budget");
            if (reply.getBudget().hasGranted()) {
                duration(json, "granted", reply.getBudget().getGranted());
            }
            if (reply.getBudget().hasUsed()) {
                duration(json, "used", reply.getBudget().getUsed());
            }
            json.writeEndObject();
        }
        if (reply.hasCost()) {
            cost(json, reply.getCost().getPicos());
        }
        json.writeEndObject();
    }

    private static void source(JsonGenerator json, Source source) throws IOException {
        json.writeStartObject();
        switch (source.getKindCase()) {
            case BACKEND -> backend(json, source.getBackend());
            case FLOW -> {
                json.writeObjectFieldStart("flow");
                if (source.getFlow().getBranchesCount() > 0) {
                    json.writeArrayFieldStart("branches");
                    for (BranchSource branch : source.getFlow().getBranchesList()) {
                        branch(json, branch);
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            case RULE -> {
                json.writeObjectFieldStart("rule");
                text(json, "ruleSet", source.getRule().getRuleSet());
                text(json, "version", source.getRule().getVersion());
                text(json, "rule", source.getRule().getRule());
                text(json, "explanation", source.getRule().getExplanation());
                json.writeEndObject();
            }
            case CACHE -> {
                json.writeObjectFieldStart("cache");
                if (source.getCache().hasOriginal()) {
                    json.writeFieldName("original");
                    source(json, source.getCache().getOriginal());
                }
                if (source.getCache().hasAge()) {
                    duration(json, "age", source.getCache().getAge());
                }
                json.writeEndObject();
            }
            case KIND_NOT_SET -> {
                // an empty object says so
            }
        }
        json.writeEndObject();
    }

    private static void branch(JsonGenerator json, BranchSource branch) throws IOException {
        json.writeStartObject();
        text(json, "branch", branch.getBranch());
        if (branch.hasSource()) {
            json.writeFieldName("source");
            source(json, branch.getSource());
        }
        json.writeEndObject();
    }

    private static void backend(JsonGenerator json, BackendSource backend) throws IOException {
        json.writeObjectFieldStart("backend");
        text(json, "backend", backend.getBackend());
        text(json, "model", backend.getModel());
        text(json, "version", backend.getVersion());
        if (backend.getTier() != 0) {
            json.writeNumberField("tier", backend.getTier());
        }
        json.writeEndObject();
    }

    private static void followUp(JsonGenerator json, FollowUp followUp) throws IOException {
        json.writeObjectFieldStart("followUp");
        constant(json, "kind", followUp.getKind());
        text(json, "reason", followUp.getReason());
        text(json, "handle", followUp.getHandle());
        if (followUp.getConfirmed()) {
            json.writeBooleanField("confirmed", true);
        }
        json.writeEndObject();
    }

    private static void step(JsonGenerator json, StepReport step) throws IOException {
        json.writeStartObject();
        text(json, "step", step.getStep());
        constant(json, "kind", step.getKind());
        constant(json, "status", step.getStatus());
        text(json, "reason", step.getReason());
        text(json, "detail", step.getDetail());
        if (step.hasStart()) {
            duration(json, "start", step.getStart());
        }
        if (step.hasGranted()) {
            duration(json, "granted", step.getGranted());
        }
        if (step.hasUsed()) {
            duration(json, "used", step.getUsed());
        }
        if (step.hasConfidence()) {
            json.writeNumberField("confidence", step.getConfidence());
        }
        if (step.hasRawConfidence()) {
            json.writeNumberField("rawConfidence", step.getRawConfidence());
        }
        if (step.hasThreshold()) {
            json.writeNumberField("threshold", step.getThreshold());
        }
        if (step.hasCost()) {
            cost(json, step.getCost().getPicos());
        }
        if (step.hasBackend()) {
            backend(json, step.getBackend());
        }
        json.writeEndObject();
    }

    /** A 64-bit integer is a text in protobuf's JSON: a JSON number would lose digits in many a reader. */
    private static void cost(JsonGenerator json, long picos) throws IOException {
        json.writeObjectFieldStart("cost");
        if (picos != 0) {
            json.writeStringField("picos", Long.toString(picos));
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private static void constant(JsonGenerator json, String name, ProtocolMessageEnum value) throws IOException {
        if (value.getNumber() != 0) {
            json.writeStringField(name, value.getValueDescriptor().getName());
        }
    }

    private static void duration(JsonGenerator json, String name, Duration value) throws IOException {
        json.writeStringField(name, DurationText.of(value));
    }
}
