package dev.spillway.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What answers where the flow does not, or not surely. */
@Doc("What answers where the flow does not, or not surely. docs/ladder.md shows the rungs.")
public record LadderConfig(
        @Doc("The rungs below a full or partial answer, in the order in which they are tried: unsure, the best"
                + " answer so far; stale, an older answer from the cache; rules, the route's rule set. A rung that"
                + " the route has nothing for is passed over. Rules before unsure: a rule rather than a model that"
                + " is not sure.")
        @Default("[unsure, stale, rules]")
        @Range(least = "1")
        List<Rung> order,

        @Doc("Time kept back from the flow for them, where there are any.")
        @Default("5ms")
        @Range(least = "0ms", most = "1m")
        Duration reserve,

        @Doc("The share of calls with a full answer that the rules are asked about, too, when the caller has it: so"
                + " that they work on the day they are needed.")
        @Default("0.01")
        @Range(least = "0", most = "1")
        double drill,

        @Doc("A new version of the rule set, asked beside the one in force; the differences show in the operator's"
                + " health details. Absent: none.")
        @Nullable
        Path candidate) {

    /** One rung. */
    public enum Rung {
        UNSURE,
        STALE,
        RULES
    }
}
