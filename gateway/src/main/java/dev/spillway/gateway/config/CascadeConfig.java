package dev.spillway.gateway.config;

import dev.spillway.core.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tiers from small to large. */
@Doc("Asks backends from small to large until one is sure enough. docs/cascade.md says how it decides.")
public record CascadeConfig(
        @Doc("The tiers, from small to large.") @Range(least = "2", most = "5")
        List<TierConfig> tiers,

        @Doc("What confidences mean and where the thresholds lie: a file that `./spillway calibrate` wrote. Absent:"
                + " each tier says its `accept`.")
        @Nullable
        Path calibration,

        @Doc("For a calibration: which of its operating points is taken. Absent: the best.") @Nullable
        AimConfig aim,

        @Doc("A CEL condition over `input`, what the cascade is asked: it tells before any answer which questions"
                + " the small tier is likely to fail at. Where there is no time for both, these go straight to the"
                + " large tier.")
        @Nullable
        String hard,

        @Doc("Leave to ask the next tier before this one has answered. Absent: none.") @Nullable
        SpeculateConfig speculate,

        @Doc("Asks all tiers for a share of the calls, once these are answered, and writes what came to the log of"
                + " outcomes. Absent: none.")
        @Nullable
        ShadowConfig shadow) {

    /** Which operating point is taken. */
    @Doc("Which operating point of a calibration is taken: exactly one key.")
    public record AimConfig(
            @Doc("The cheapest of at least this expected quality.") @Range(above = "0", most = "1") @Nullable
            Double quality,

            @Doc("The cheapest of at least this share of the largest tier's quality, such as 0.99.")
            @Range(above = "0", most = "2")
            @Nullable
            Double shareOfLargest,

            @Doc("The best of at most this expected cost for a question.") @Range(above = "0") @Nullable
            Money cost,

            @Doc("The one that is worth the most where a unit of money is worth so much quality.")
            @Range(least = "0")
            @Nullable
            Double price,

            @Doc("The one whose quality is certified.") @Default("false")
            boolean guarantee) {}

    /** When the next tier is asked early. */
    @Doc("When the next tier is asked although this one has not answered.")
    public record SpeculateConfig(
            @Doc("How long a tier has to itself.") @Range(least = "0ms")
            Duration after,

            @Doc("The early questions as a share of all calls.") @Default("0.05") @Range(least = "0", most = "1")
            double share) {}

    /** Which calls are asked of all tiers. */
    @Doc("Which calls are asked of all tiers. Only where the configuration has `outcomes`.")
    public record ShadowConfig(
            @Doc("Their share of all calls.") @Default("0.02") @Range(above = "0", most = "1")
            double share,

            @Doc("What is compared, and so written to the log of outcomes: a CEL expression over `answer`, such as"
                    + " `answer.label`.")
            String compare,

            @Doc("How long all tiers of one call may take together.") @Default("30s") @Range(above = "0ms", most = "1h")
            Duration most) {}
}
