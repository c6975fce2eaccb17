package dev.spillway.load.bench;

import dev.spillway.load.corpus.Ticket;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.StepReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route said to one question.
 *
 * @param label empty where there is no answer
 * @param confidence as the reply has it; null where it is unknown
 * @param cost in the configuration's currency
 * @param millis from the moment at which the question was due
 * @param tiers that were asked, by name; none where the route has no cascade
 * @param problem why there is no answer; empty where there is one
 */
record Said(
        Ticket question,
        String label,
        @Nullable Double confidence,
        double cost,
        double millis,
        List<String> tiers,
        String problem) {
    private static final double PICOS = 1e12;

    static Said answered(Ticket question, ExecuteResponse reply, double millis) {
        return new Said(
                question,
                reply.getAnswer().getFieldsOrThrow("label").getStringValue(),
                reply.hasConfidence() ? reply.getConfidence() : null,
                reply.getCost().getPicos() / PICOS,
                millis,
                reply.getStepsList().stream()
                        .filter(Said::wasAsked)
                        .map(step -> step.getStep().substring(step.getStep().lastIndexOf('/') + 1))
                        .toList(),
                "");
    }

    static Said failed(Ticket question, String problem, double millis) {
        return new Said(question, "", null, 0, millis, List.of(), problem);
    }

    private static boolean wasAsked(StepReport step) {
        return step.getKind() == StepReport.Kind.KIND_TIER && step.getStatus() != StepReport.Status.STATUS_SKIPPED;
    }

    boolean isAnswered() {
        return problem.isEmpty();
    }

    boolean isRight() {
        return isAnswered() && label.equals(question.label());
    }
}
