package dev.spillway.cascade.calibration;

/**
 * What the log says of one model.
 *
 * @param calibrator from the spread-out confidence to the probability of being right
 * @param unknown how often an answer of unknown confidence is right, in [0, 1]
 * @param quality the mean correctness of the model alone, in [0, 1]
 * @param cost the mean cost of a query, in the currency of the log
 * @param auroc how well the raw confidence tells right answers from wrong ones
 * @param calibrationError of the calibrated probabilities on rows that the calibrator had not seen, in [0, 1]; NaN where no
 *     confidence is known
 * @param rows how many outcomes stand behind it
 */
public record ModelCalibration(
        String model,
        Calibrator calibrator,
        double unknown,
        double quality,
        double cost,
        Auroc auroc,
        double calibrationError,
        int rows) {
    public ModelCalibration {
        if (!(unknown >= 0 && unknown <= 1 && quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException(
                    "probabilities lie in [0, 1], not at " + unknown + " and " + quality + " (model " + model + ")");
        }
        if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a cost is 0 or more, not " + cost + " (model " + model + ")");
        }
    }

    /**
     * The calibrated confidence of an answer.
     *
     * @param confidence as the model gave it; NaN where unknown
     * @return in [0, 1]; NaN where unknown
     */
    public double calibrated(double confidence, ConfidenceScale scale) {
        return Double.isNaN(confidence) ? Double.NaN : calibrator.probability(scale.spread(confidence));
    }

    Belief belief() {
        return new Belief(calibrator, unknown);
    }
}
