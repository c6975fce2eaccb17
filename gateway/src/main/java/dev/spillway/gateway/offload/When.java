package dev.spillway.gateway.offload;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.EvaluationFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When an answer is followed by a task although no step of the route wants one. */
public sealed interface When {
    /** Every time. */
    record Always() implements When {}

    /** Only where the caller asks for it. */
    record OnRequest() implements When {}

    /** When a condition over the request and the answer holds. */
    record Holds(Condition condition) implements When {}

    /** How the configuration writes {@link Always}. */
    String ALWAYS = "always";

    /** How the configuration writes {@link OnRequest}. */
    String ON_REQUEST = "on-request";

    /** Why an answer is to be followed by a task; null where it is not. What can't be evaluated does not hold. */
    default @Nullable String reason(Map<String, @Nullable Object> request, Outcome.Answer answer) {
        return switch (this) {
            case Always _ -> "the route always asks for a second answer";
            case OnRequest _ -> null;
            case Holds(var condition) -> {
                Map<String, @Nullable Object> told = told(answer);
                try {
                    boolean holds = condition.holds(name -> name.equals("request") ? request : told);
                    yield holds ? "the answer meets the route's condition for a second one" : null;
                } catch (EvaluationFailure unknown) {
                    yield null;
                }
            }
        };
    }

    private static Map<String, @Nullable Object> told(Outcome.Answer answer) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("quality", answer.quality().name());
        if (answer.confidence() instanceof Confidence.Known(var value)) {
            told.put("confidence", value);
        }
        told.put("fields", answer.payload() instanceof Payload.Whole(var fields) ? fields : Map.of());
        return told;
    }
}
