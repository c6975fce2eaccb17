package dev.spillway.cascade.calibration;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt from a log: each model's calibrated confidence, and the operating points of the cascade that the models
 * make, from the cheapest to the best.
 *
 * @param scale what the raw confidences are
 * @param models the tiers, in order
 * @param points from the cheapest on
 * @param guarantee the point whose quality is certified; null where none was asked for or none could be given
 */
public record Calibration(
        ConfidenceScale scale,
        List<ModelCalibration> models,
        List<OperatingPoint> points,
        @Nullable Guarantee guarantee) {
    public Calibration {
        models = List.copyOf(models);
        points = points.stream()
                .sorted(Comparator.comparingDouble(OperatingPoint::cost))
                .toList();
        if (models.isEmpty() || points.isEmpty()) {
            throw new IllegalArgumentException("a calibration has models and operating points");
        }
        if (models.stream().map(ModelCalibration::model).distinct().count() < models.size()) {
            throw new IllegalArgumentException("a model is calibrated twice");
        }
        for (OperatingPoint point : points) {
            checkTiers(point, models.size());
        }
        if (guarantee != null) {
            checkTiers(guarantee.point(), models.size());
        }
    }

    private static void checkTiers(OperatingPoint point, int tiers) {
        if (point.rules().size() != tiers) {
            throw new IllegalArgumentException("an operating point has a rule for each of the " + tiers
                    + " models, not " + point.rules().size());
        }
    }

    /** The names of the models, in order. */
    public List<String> names() {
        return models.stream().map(ModelCalibration::model).toList();
    }

    /** What the last tier, the largest model, comes to alone: what {@code 0.99 of LARGEST} is a share of. */
    public double largestQuality() {
        return models.getLast().quality();
    }

    /** The cheapest point that is expected to be at least this good, if any is. */
    public Optional<OperatingPoint> withQuality(double quality) {
        return points.stream().filter(point -> point.quality() >= quality).findFirst();
    }

    /** The best point that is expected to cost at most this much, if any does. */
    public Optional<OperatingPoint> withCost(double cost) {
        return points.stream()
                .filter(point -> point.cost() <= cost)
                .max(Comparator.comparingDouble(OperatingPoint::quality));
    }

    /**
     * The point that is worth the most where a unit of money is worth so much quality: of equal ones the cheapest.
     *
     * @param price 0 or more
     */
    public OperatingPoint atPrice(double price) {
        OperatingPoint best = points.getFirst();
        for (OperatingPoint point : points) {
            if (point.quality() - price * point.cost() > best.quality() - price * best.cost()) {
                best = point;
            }
        }
        return best;
    }

    /** The point of the least cost. */
    public OperatingPoint cheapest() {
        return points.getFirst();
    }

    /** The point of the highest expected quality. */
    public OperatingPoint best() {
        return atPrice(0);
    }

    List<Belief> beliefs() {
        return models.stream().map(ModelCalibration::belief).toList();
    }
}
