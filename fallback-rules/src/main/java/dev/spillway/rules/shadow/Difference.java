package dev.spillway.rules.shadow;

import java.util.List;

/**
 * A request for which two decisions, or a rule and a model, differ. It names fields and holds no values: a sample may be seen
 * by those who may not see payloads.
 *
 * @param request its id
 * @param live the rule that decided, or what answered
 * @param other the rule of the candidate, or of the exercise
 * @param fields the fields of the answers that differ
 */
public record Difference(String request, String live, String other, List<String> fields) {
    public Difference {
        fields = List.copyOf(fields);
    }
}
