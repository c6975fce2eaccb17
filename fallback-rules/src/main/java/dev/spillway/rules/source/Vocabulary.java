package dev.spillway.rules.source;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route has for rules to read.
 *
 * @param request the fields of its input, by name; null: not known
 * @param branches the branches of its flow; null: not known
 */
public record Vocabulary(
        @Nullable Map<String, FieldType> request, @Nullable Set<String> branches) {
    /** Nothing is known: only what the rule set itself says can be checked. */
    public static final Vocabulary UNKNOWN = new Vocabulary(null, null);
}
