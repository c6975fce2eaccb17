package dev.spillway.gateway.config.rules;

import dev.spillway.core.FollowUp;
import dev.spillway.gateway.config.Default;
import dev.spillway.gateway.config.Doc;
import dev.spillway.gateway.config.Form;
import dev.spillway.gateway.config.TextForm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One rule. */
@Doc("One rule: when it applies, and what it answers then.")
public record RuleConfig(
        @Doc("What it is called in answers and metrics.") @Form(TextForm.NAME)
        String name,

        @Doc("The CEL condition under which it applies. Absent: always.") @Nullable
        String when,

        @Doc("With `match: priority`, the higher decides.") @Default("0")
        int priority,

        @Doc("Rows of conditions, one of which must match as well.") @Nullable
        TableConfig table,

        @Doc("The answer's fields; ${...} in a text is the value of a CEL expression. Absent: the results of the"
                + " table's row.")
        @Nullable
        Map<String, @Nullable Object> answer,

        @Doc("How sure the answer is, from 0 to 1. Absent: unknown.") @Nullable
        Double confidence,

        @Doc("Why, for a person to read; ${...} as in the answer.")
        String explain,

        @Doc("What should follow: a person's decision, or a better answer.")
        FollowUp.@Nullable Kind then) {}
