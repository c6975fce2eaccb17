package dev.spillway.rules;

import dev.spillway.expressions.Meter;
import dev.spillway.expressions.Variables;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the identifiers of a rule's expressions stand for in one situation. A branch that did not answer is an empty map.
 *
 * @param meter what all rules may do together
 * @param row the results of the matching row of the rule's table; empty where it has none
 */
record Bound(
        Situation situation,
        Map<String, Map<String, @Nullable Object>> lookups,
        Map<String, @Nullable Object> row,
        Meter meter)
        implements Variables {
    static final String REQUEST = "request";
    static final String OUTCOME = "outcome";
    static final String ANSWER = "answer";
    static final String ROW = "row";

    /** Names that no branch and no lookup may have. */
    static final Set<String> RESERVED = Set.of(REQUEST, OUTCOME, ANSWER, ROW, "partial");

    @Override
    public Object find(String name) {
        return switch (name) {
            case REQUEST -> situation.request();
            case OUTCOME -> situation.outcome();
            case ANSWER -> situation.answer();
            case ROW -> row;
            default -> {
                Map<String, @Nullable Object> branch = situation.branches().get(name);
                yield branch != null ? branch : lookups.getOrDefault(name, Map.of());
            }
        };
    }

    Bound with(Map<String, @Nullable Object> matching) {
        return new Bound(situation, lookups, matching, meter);
    }
}
