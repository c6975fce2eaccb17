package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.TensorConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds for models over the Open Inference Protocol. */
final class InferenceCheck {
    private static final int MAX_RANK = 16;
    private static final Set<String> OURS =
            Set.of("content-type", "te", "traceparent", "tracestate", "user-agent", "host", "connection");

    private InferenceCheck() {}

    static void check(String path, OpenInferenceConfig backend, Findings findings) {
        if (backend.address().port() == 0) {
            findings.problem(
                    child(path, "address"),
                    "only a door of the gateway may leave the choice of its port open",
                    "write the port that the server listens on");
        }
        parameters(child(path, "parameters"), backend.parameters(), findings);
        backend.headers().keySet().forEach(header -> header(path, header, backend, findings));
        backend.inputs().forEach((tensor, input) -> {
            String at = child(child(path, "inputs"), tensor);
            tensor(at, input, backend, findings);
            parameters(child(at, "parameters"), input.parameters(), findings);
        });
        reply(child(path, "reply"), backend.reply(), findings);
    }

    private static void tensor(String path, TensorConfig input, OpenInferenceConfig backend, Findings findings) {
        boolean isRaw = input.datatype() != null && input.datatype().isRawOnly();
        if (isRaw && backend.dialect() == OpenInferenceConfig.Dialect.TORCHSERVE) {
            findings.problem(
                    child(path, "datatype"),
                    "TorchServe ignores raw contents, the only form of " + input.datatype(),
                    "send FP32");
        }
        List<Integer> shape = input.shape();
        if (shape == null) {
            return;
        }
        if (shape.size() > MAX_RANK) {
            findings.problem(child(path, "shape"), "a shape has at most " + MAX_RANK + " dimensions", "leave some out");
        }
        if (shape.stream().filter(dimension -> dimension == -1).count() > 1) {
            findings.problem(
                    child(path, "shape"),
                    "only one dimension can be filled in by the count of elements",
                    "keep one -1, and write the others as numbers");
        }
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) < -1) {
                findings.problem(
                        child(path, "shape") + "[" + i + "]",
                        "a dimension is -1 or a number of elements, not " + shape.get(i),
                        "write -1 for the dimension that the count of elements fills in");
            }
        }
    }

    private static void parameters(String path, Map<String, @Nullable Object> parameters, Findings findings) {
        parameters.forEach((name, value) -> {
            if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
                findings.problem(
                        child(path, name),
                        "a parameter is a string, a number or a boolean",
                        "write one of these, or leave it out");
            }
        });
    }

    private static void header(String path, String header, OpenInferenceConfig backend, Findings findings) {
        String at = child(child(path, "headers"), header);
        String small = header.toLowerCase(Locale.ROOT);
        if (!isMetadata(small)) {
            findings.problem(
                    at,
                    "this is not a valid gRPC text header",
                    "use letters, digits, _, - and . only, without grpc- before and -bin behind");
        } else if (OURS.contains(small)) {
            findings.problem(at, "the gRPC client sets this header itself", "leave it out");
        } else if (WireCheck.isSecret(small)) {
            findings.problem(
                    at,
                    "this header carries a secret, which has no place in this file",
                    "name where the secret is: `credentials: { header: " + header + ", env: A_VARIABLE }`");
        } else if (backend.credentials() != null
                && backend.credentials().header().equalsIgnoreCase(header)) {
            findings.problem(at, "`credentials` sets this header", "leave it out here");
        }
    }

    /** Whether gRPC can carry a text under this name, in small letters. */
    static boolean isMetadata(String header) {
        return header.matches("[0-9a-z_.-]+") && !header.startsWith("grpc-") && !header.endsWith("-bin");
    }

    private static void reply(String path, InferenceReplyConfig reply, Findings findings) {
        if (reply.scores() == null) {
            withoutScores(path, reply, findings);
            return;
        }
        boolean here = !reply.labels().isEmpty();
        boolean there = reply.labelsFrom() != null;
        if (here == there) {
            findings.problem(
                    child(path, here ? "labelsFrom" : "labels"),
                    here ? "the names of the classes come from two places" : "the scores have no names",
                    "give one of `labels`, the names themselves, and `labelsFrom`, the tensor that brings them");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < reply.labels().size(); i++) {
            if (!seen.add(reply.labels().get(i))) {
                findings.problem(
                        path + ".labels[" + i + "]",
                        "two classes are called " + reply.labels().get(i),
                        "give each class a name of its own");
            }
        }
        taken(path, reply, "label", findings);
        if (reply.allScores()) {
            taken(path, reply, "scores", findings);
        }
    }

    private static void taken(String path, InferenceReplyConfig reply, String field, Findings findings) {
        if (reply.fields().containsKey(field)) {
            findings.problem(
                    child(child(path, "fields"), field),
                    "the scores give the answer a field " + field + " already",
                    "call this one something else");
        }
    }

    private static void withoutScores(String path, InferenceReplyConfig reply, Findings findings) {
        for (String key : List.of("activation", "labels", "labelsFrom", "allScores")) {
            if (findings.mentions(child(path, key))) {
                findings.problem(
                        child(path, key),
                        "without `scores` this has no effect",
                        "name the tensor with the scores, or leave this out");
            }
        }
        if (reply.fields().isEmpty()) {
            findings.problem(
                    child(path, "scores"),
                    "nothing of the reply would be in the answer",
                    "name the tensor with the scores (`scores`), or further `fields`");
        }
    }
}
