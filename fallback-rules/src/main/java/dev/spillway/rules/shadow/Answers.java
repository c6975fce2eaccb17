package dev.spillway.rules.shadow;

import dev.spillway.rules.Decision;
import dev.spillway.rules.Examples;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares answers by their fields. */
final class Answers {
    private Answers() {}

    static Map<String, @Nullable Object> of(Decision decision) {
        return switch (decision) {
            case Decision.Made made -> made.answer();
            case Decision.None _ -> Map.of();
        };
    }

    /** The fields that one has and the other has not, or not of the same value. */
    static List<String> differing(Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
        Set<String> fields = new LinkedHashSet<>(one.keySet());
        fields.addAll(other.keySet());
        List<String> differing = new ArrayList<>();
        for (String field : fields) {
            boolean both = one.containsKey(field) && other.containsKey(field);
            if (!both || !Examples.same(one.get(field), other.get(field))) {
                differing.add(field);
            }
        }
        return differing;
    }
}
