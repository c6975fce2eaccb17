package dev.spillway.cascade.calibration;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a calibration does on a log that it was not made from.
 *
 * @param queries how many queries were replayed: those that every model of the calibration has answered
 * @param incomplete how many queries of the log were left out
 * @param range the interval of mean cost that the areas are over
 * @param areas the error–cost areas
 * @param oracle the best that any choice of models could do with this log
 * @param recovery how much of the way from the cheapest model to the dearest the cascade goes, for what share of the money
 * @param saving what the cascade saves where it is as good as the largest model
 * @param models each model alone, in the calibration's order
 * @param points each operating point, from the cheapest expected cost on
 * @param guaranteed the certified point; null where there is none
 */
public record Evaluation(
        int queries,
        int incomplete,
        ErrorCostCurve.CostRange range,
        Areas areas,
        ErrorCostCurve oracle,
        Recovery recovery,
        Saving saving,
        List<OfModel> models,
        List<OfPoint> points,
        @Nullable OfPoint guaranteed) {

    /**
     * Error–cost areas, each one minus the mean quality over the same interval of cost: less is better.
     *
     * @param cascade along the operating points, the end segments continued
     * @param levelEnds along the operating points, level beyond the first and the last: what can be had for certain
     * @param randomMix of sending a random share of the queries to the dearest model, the others to the cheapest
     * @param hull of the best random mix of any of the models
     * @param oracle of the best choice of models for each query, with their answers known beforehand
     */
    public record Areas(double cascade, double levelEnds, double randomMix, double hull, double oracle) {}

    /**
     * The performance gap recovered (I. Ong et al., "RouteLLM", 2024), here over the share of the money instead of the
     * share of calls, which says nothing with more than two tiers: 0 is the cheapest model, 1 the dearest.
     *
     * @param apgr its mean over all shares of the money between the two; a random mix has 0.5; NaN where the dearest is not
     *     better than the cheapest
     * @param cpt50 the least share of the money that recovers half; NaN where no share does
     * @param cpt80 the least share of the money that recovers four fifths; NaN where no share does
     */
    public record Recovery(double apgr, double cpt50, double cpt80) {}

    /**
     * One minus the cost at which the curve is as good as the largest model, as a share of that model's cost; 0 where it
     * never is, since the largest model alone is as good as itself.
     *
     * @param low the lower end of the 95 % interval, by resampling the queries
     * @param high its upper end
     */
    public record Saving(double value, double low, double high) {}

    /**
     * Milliseconds for one query, and the share of the queries over the budget; NaN where unknown or none was given.
     */
    public record Latency(double p50Millis, double p95Millis, double overBudget) {}

    /**
     * One model alone.
     *
     * @param auroc of its raw confidence
     * @param calibrationError of its calibrated confidence; NaN where no confidence is known
     * @param rawCalibrationError of its confidence as it is; NaN where no confidence is known
     */
    public record OfModel(
            String model,
            double quality,
            double cost,
            Auroc auroc,
            double calibrationError,
            double rawCalibrationError,
            Latency latency) {}

    /** One operating point: what it was expected to come to, and what it came to. */
    public record OfPoint(double expectedQuality, double expectedCost, double quality, double cost, Latency latency) {}

    public Evaluation {
        models = List.copyOf(models);
        points = List.copyOf(points);
    }

    /** The error–cost curve through the operating points. */
    public ErrorCostCurve curve() {
        return ErrorCostCurve.through(points.stream()
                .map(point -> new ErrorCostCurve.Point(point.cost, point.quality))
                .toList());
    }

    /** The curve of sending a random share of the queries to the dearest model, the others to the cheapest. */
    public ErrorCostCurve randomMix() {
        OfModel cheapest = Collections.min(models, Comparator.comparingDouble(OfModel::cost));
        OfModel dearest = Collections.max(models, Comparator.comparingDouble(OfModel::cost));
        return ErrorCostCurve.through(List.of(
                new ErrorCostCurve.Point(cheapest.cost, cheapest.quality),
                new ErrorCostCurve.Point(dearest.cost, dearest.quality)));
    }

    /** The mean calibration error of the models whose confidence is known; NaN where none is. */
    public double calibrationError() {
        return models.stream()
                .mapToDouble(OfModel::calibrationError)
                .filter(error -> !Double.isNaN(error))
                .average()
                .orElse(Double.NaN);
    }
}
