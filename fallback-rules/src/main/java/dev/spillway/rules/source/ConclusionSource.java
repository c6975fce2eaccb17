package dev.spillway.rules.source;

import dev.spillway.core.FollowUp;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule concludes, as it is written: texts stand for themselves, and <code>${…}</code> in them for the value of an
 * expression.
 *
 * @param answer the answer's fields; null: the results of the rule's table
 * @param confidence in [0, 1]; null: unknown
 * @param explain why, for a person to read
 * @param then what should follow; null: nothing
 */
public record ConclusionSource(
        @Nullable Map<String, @Nullable Object> answer,
        @Nullable Double confidence,
        String explain,
        FollowUp.@Nullable Kind then) {}
