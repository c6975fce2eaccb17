package dev.spillway.rules.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A situation, and what the rule set has to make of it.
 *
 * @param request the input
 * @param branches what branches answered, by name
 * @param outcome what fell through, as expressions read it
 * @param unsure the fields of an unsure answer; empty: there is none
 * @param rule the rule that has to decide; {@code default}, or {@code none}
 * @param answer the fields of the answer; null: whatever they are
 */
public record ExampleSource(
        Map<String, @Nullable Object> request,
        Map<String, Map<String, @Nullable Object>> branches,
        Map<String, @Nullable Object> outcome,
        Map<String, @Nullable Object> unsure,
        String rule,
        @Nullable Map<String, @Nullable Object> answer) {}
