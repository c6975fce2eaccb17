package dev.spillway.cascade;

import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.OperatingPoint;
import java.util.Locale;

/** What a cascade is to achieve: which of a calibration's operating points it keeps to. */
public sealed interface Aim {

    /** The cheapest point of at least this quality. */
    record Quality(double least) implements Aim {}

    /** The cheapest point of at least this share of the largest tier's quality. */
    record ShareOfLargest(double share) implements Aim {}

    /** The best point of at most this cost for a query. */
    record Cost(double most) implements Aim {}

    /** The point that is worth the most where a unit of money is worth so much quality. */
    record Price(double price) implements Aim {}

    /** The point whose quality is certified. */
    record Guarantee() implements Aim {}

    /** The point. Throws an {@link IllegalArgumentException} that says what there is where none will do. */
    default OperatingPoint among(Calibration calibration) {
        return switch (this) {
            case Quality(double least) -> withQuality(calibration, least, "");
            case ShareOfLargest(double share) ->
                withQuality(
                        calibration,
                        share * calibration.largestQuality(),
                        String.format(Locale.ROOT, ", which is %s of the largest tier's", share));
            case Cost(double most) ->
                calibration
                        .withCost(most)
                        .orElseThrow(() -> new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "no operating point costs as little as %s a query; the cheapest costs %.6g",
                                most,
                                calibration.cheapest().cost())));
            case Price(double price) -> calibration.atPrice(price);
            case Guarantee() -> {
                var guarantee = calibration.guarantee();
                if (guarantee == null) {
                    throw new IllegalArgumentException(
                            "the calibration has no certified point; calibrate with --guarantee");
                }
                yield guarantee.point();
            }
        };
    }

    private static OperatingPoint withQuality(Calibration calibration, double quality, String why) {
        return calibration
                .withQuality(quality)
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "no operating point has a quality of %.4f%s; the best has %.4f",
                        quality,
                        why,
                        calibration.best().quality())));
    }
}
