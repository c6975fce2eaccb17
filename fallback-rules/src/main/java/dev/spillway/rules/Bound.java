package dev.spillway.rules;

import dev.spillway.expressions.Meter;
import dev.spillway.expressions.Variables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the identifiers of a rule's expressions stand for in one situation. A branch that did not answer is an empty map, and a field
 * that is null is missing: see {@link Present}.
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
            case REQUEST -> Present.of(situation.request());
            case OUTCOME -> situation.outcome();
            case ANSWER -> Present.of(situation.answer());
            case ROW -> row;
            default -> {
                Map<String, @Nullable Object> branch = situation.branches().get(name);
                yield branch != null ? Present.of(branch) : lookups.getOrDefault(name, Map.of());
            }
        };
    }

    /** Whether the field at a path is there, as null: in words that is another thing than missing. */
    boolean isNull(List<String> path) {
        Object at = switch (path.getFirst()) {
            case REQUEST -> situation.request();
            case ANSWER -> situation.answer();
            default -> situation.branches().get(path.getFirst());
        };
        for (String field : path.subList(1, path.size())) {
            if (!(at instanceof Map<?, ?> map) || !map.containsKey(field)) {
                return false;
            }
            at = map.get(field);
        }
        return at == null;
    }

    Bound with(Map<String, @Nullable Object> matching) {
        return new Bound(situation, lookups, matching, meter);
    }
}
