package dev.spillway.gateway.config.rules;

import dev.spillway.core.FollowUp;
import dev.spillway.gateway.config.Doc;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is answered where no rule applies. */
@Doc("What is answered where no rule applies.")
public record ConclusionConfig(
        @Doc("The answer's fields; ${...} in a text is the value of a CEL expression.")
        Map<String, @Nullable Object> answer,

        @Doc("How sure the answer is, from 0 to 1. Absent: unknown.") @Nullable
        Double confidence,

        @Doc("Why, for a person to read; ${...} as in the answer.")
        String explain,

        @Doc("What should follow: a person's decision, or a better answer.")
        FollowUp.@Nullable Kind then) {}
