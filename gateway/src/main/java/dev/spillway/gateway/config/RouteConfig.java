package dev.spillway.gateway.config;

import dev.spillway.core.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that callers can ask. */
@Doc("One thing that callers can ask.")
public record RouteConfig(
        @Doc("What it is for, in a sentence.") @Default("") String description,

        @Doc("How long it may take.") BudgetConfig budget,

        @Doc("The JSON Schema (draft 2020-12, or the one that it names) of the input: a file. Numbers are"
                + " coerced to what it says, `pattern` is RE2, `format` is asserted. Absent: any object.")
        @Nullable
        Path input,

        @Doc("The branches, by name; a name is a CEL identifier.") @Keys(TextForm.IDENTIFIER) @Range(least = "1")
        Map<String, BranchConfig> flow,

        @Doc("When the flow has its answer.") @Default("{}") EndConfig end,

        @Doc("The answer: its fields, by name, each a CEL expression over `request` and the branches. Empty: the fields"
                + " of the only branch; of several, what each answered, by its name.")
        @Default("{}")
        Map<String, @Nullable Object> answer,

        @Doc("A CEL expression for the answer's confidence. Absent: the least confidence among the branches that the"
                + " answer reads.")
        @Nullable
        String confidence,

        @Doc("The rule set that answers where models can't, won't or needn't: a file. Absent: none.") @Nullable
        Path rules,

        @Doc("What answers where the flow does not, or not surely.") @Default("{}")
        LadderConfig ladder,

        @Doc("When it makes a durable task, and what that does. Absent: it makes none.") @Nullable
        RouteOffloadConfig offload,

        @Doc("How many calls of this route may be in flight at once; more are refused. While there are several tenants,"
                + " none of them has more than its share.")
        @Default("4096")
        @Range(least = "1")
        int limit,

        @Doc("How long its answers serve equal calls. Absent: not at all.") @Nullable
        CacheConfig cache,

        @Doc("Whether equal calls of one tenant that are under way at the same time share one attempt, which the first"
                + " of them pays for. Not for a route that has an effect.")
        @Default("false")
        boolean coalesce,

        @Doc("The most that all calls of this route may spend within an hour, over all that they do. Cascades move"
                + " to cheaper operating points before it is reached. Absent: no bound.")
        @Range(above = "0")
        @Nullable
        Money spendPerHour,

        @Doc("The most that one call may spend. Absent: no bound.") @Range(above = "0") @Nullable
        Money spendMost) {

    /** How long a route may take. */
    @Doc("How long a route may take.")
    public record BudgetConfig(
            @Doc("The budget of a request that brings none. Absent: `most`.")
            @Range(above = "0ms", most = "1h")
            @Nullable
            @Key("default")
            Duration byDefault,

            @Doc("The largest budget that a request gets.") @Range(above = "0ms", most = "1h")
            Duration most) {

        /** The budget of a request that brings none. */
        public Duration orDefault() {
            return byDefault != null ? byDefault : most;
        }
    }
}
