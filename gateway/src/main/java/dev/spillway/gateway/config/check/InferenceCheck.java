package dev.spillway.gateway.config.check;

import static dev.spillway.gateway.config.shape.KeyPath.child;

import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for models over the Open Inference Protocol. */
final class InferenceCheck {
    private InferenceCheck() {}

    static void check(String path, OpenInferenceConfig backend, Findings findings) {
        if (backend.address().port() == 0) {
            findings.problem(
                    child(path, "address"),
                    "only a door of the gateway may leave the choice of its port open",
                    "write the port that the server listens on");
        }
        reply(child(path, "reply"), backend.reply(), findings);
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
