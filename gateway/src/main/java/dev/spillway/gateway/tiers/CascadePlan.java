package dev.spillway.gateway.tiers;

import dev.spillway.cascade.Aim;
import dev.spillway.cascade.Course;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.OperatingPoint;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Expression;
import dev.spillway.gateway.config.CascadeConfig;
import dev.spillway.gateway.config.TierConfig;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A cascade, compiled. Immutable.
 *
 * @param calibration null where each tier says its threshold
 * @param aim chooses the operating point of a calibration
 * @param hard null where no one can tell
 * @param compare what the log of outcomes keeps of an answer; null where no call is drawn
 */
public record CascadePlan(
        CascadeConfig config,
        List<TierPlan> tiers,
        @Nullable Calibration calibration,
        Aim aim,
        @Nullable Condition hard,
        @Nullable Expression compare) {

    /** The prices at which operating points change; none without a calibration. */
    public DoubleStream prices() {
        return calibration == null
                ? DoubleStream.empty()
                : calibration.points().stream()
                        .mapToDouble(OperatingPoint::price)
                        .filter(price -> price > 0);
    }

    /** The thresholds that each tier says. */
    Course written() {
        List<TierConfig> all = config.tiers();
        return Course.stepwise(all.subList(0, all.size() - 1).stream()
                .map(TierConfig::accept)
                .map(accept -> accept == null ? 1.0 : accept)
                .toList());
    }
}
