package dev.spillway.rules.source;

import org.jspecify.annotations.Nullable;

/**
 * One rule as it is written.
 *
 * @param when the condition under which it applies, as an expression; null: always
 * @param priority the higher decides, where the set goes by priority
 * @param table rows of conditions, one of which must match as well; null: none
 */
public record RuleSource(
        String name,
        @Nullable String when,
        int priority,
        @Nullable TableSource table,
        ConclusionSource conclusion) {}
