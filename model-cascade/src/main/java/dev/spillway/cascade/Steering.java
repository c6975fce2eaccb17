package dev.spillway.cascade;

import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.ModelCalibration;
import dev.spillway.cascade.calibration.OperatingPoint;
import dev.spillway.cascade.calibration.TierRule;
import dev.spillway.core.Confidence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all calls of a cascade which thresholds hold, what a confidence means, and what follows from it. Thread-safe.
 *
 * <p>With a calibration and a price, the operating point moves with the price that the pacer asks. While a tier's answers drift the
 * point stays where it was, and that tier's answers are accepted by rank: see {@link DriftWatch}.
 */
public final class Steering {
    private final @Nullable Calibration calibration;
    private final @Nullable DoubleSupplier price;
    private final Course aimed;
    private final double aimedPrice;
    private final List<DriftWatch> watches = new ArrayList<>();
    private volatile Chosen chosen;

    /** A course, and the price that it was chosen at. */
    private record Chosen(double price, Course course) {}

    private Steering(
            @Nullable Calibration calibration, @Nullable DoubleSupplier price, Course aimed, double aimedPrice) {
        this.calibration = calibration;
        this.price = price;
        this.aimed = aimed;
        this.aimedPrice = aimedPrice;
        this.chosen = new Chosen(aimedPrice, aimed);
        for (int tier = 0; tier < aimed.rules().size(); tier++) {
            watches.add(new DriftWatch(
                    calibration == null
                            ? DriftWatch.LEARN
                            : calibration.models().get(tier).rows()));
        }
    }

    /** Thresholds as they were written, on confidences as the backends give them. */
    public static Steering written(Course course) {
        return new Steering(null, null, course, 0);
    }

    /**
     * Thresholds and the meaning of confidences from a calibration.
     *
     * @param price what a unit of money is worth at this moment, in quality: where that is more than at the aim's point, a
     *     cheaper point is taken. Null: the aim's point always
     * @throws IllegalArgumentException where no point of the calibration achieves the aim
     */
    public static Steering calibrated(Calibration calibration, Aim aim, @Nullable DoubleSupplier price) {
        OperatingPoint point = aim.among(calibration);
        return new Steering(calibration, price, Course.of(point), point.price());
    }

    /** The course for a call that begins now. */
    Course course() {
        Chosen known = chosen;
        if (calibration == null || price == null) {
            return known.course;
        }
        double now = Math.max(aimedPrice, price.getAsDouble());
        if (now == known.price || isAlarmed()) {
            return known.course;
        }
        Chosen moved = new Chosen(now, now == aimedPrice ? aimed : Course.of(calibration.atPrice(now)));
        chosen = moved;
        return moved.course;
    }

    /** What a tier's confidence means: the probability that its answer is right, where there is a calibration. */
    Confidence meaning(int tier, Confidence raw) {
        if (calibration == null) {
            return raw;
        }
        ModelCalibration model = calibration.models().get(tier);
        return raw instanceof Confidence.Known(double value)
                ? Confidence.of(model.calibrated(onScale(value), calibration.scale()))
                : raw;
    }

    /** Backends give probabilities; a calibration may be of their logarithms. */
    private double onScale(double probability) {
        return calibration != null && calibration.scale() == ConfidenceScale.LOGPROB
                ? Math.log(probability)
                : probability;
    }

    /**
     * What follows from an answer.
     *
     * @param confidence the {@link #meaning} of what the tier gave
     * @param usual whether the tier was asked because the course led to it; what was asked for want of another tells nothing
     *     of drift
     * @param luck evenly distributed in [0, 1)
     * @return the position of the tier to ask, or {@link TierRule#ACCEPT}
     */
    int next(Course course, int tier, Confidence confidence, boolean usual, double luck) {
        double value = confidence instanceof Confidence.Known(double known) ? known : Double.NaN;
        TierRule rule = course.rules().get(tier);
        int next = rule.next(value);
        if (!usual || course.behind(tier) == tier) {
            return next;
        }
        boolean accepts = watches.get(tier)
                .accepts(value, next == TierRule.ACCEPT, course.accepted().get(tier), luck);
        if (calibration == null) {
            return next; // a threshold that someone wrote holds, and the watch only tells
        }
        if (accepts) {
            return TierRule.ACCEPT;
        }
        return next != TierRule.ACCEPT ? next : course.behind(tier);
    }

    /** The watch over each tier's answers, by position. */
    public List<DriftWatch> watches() {
        return List.copyOf(watches);
    }

    /** Whether the answers of any tier drift. */
    public boolean isAlarmed() {
        for (DriftWatch watch : watches) {
            if (watch.isAlarmed()) {
                return true;
            }
        }
        return false;
    }
}
