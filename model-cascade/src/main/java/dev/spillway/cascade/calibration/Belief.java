package dev.spillway.cascade.calibration;

import java.util.Arrays;

/**
 * What a tier's confidence is worth: a calibrator, and how often an answer of unknown confidence is right.
 *
 * @param unknown in [0, 1]
 */
record Belief(Calibrator calibrator, double unknown) {
    /** An answer without a confidence is as likely right as any, until this many of them have been seen. */
    private static final double PRIOR_ROWS = 5;

    /** Of one tier's outcomes. */
    static Belief fit(CalibratorFit.Recipe recipe, double[] spread, double[] correct) {
        double all = 0;
        double unknownRight = 0;
        int unknownRows = 0;
        int known = 0;
        int[] knownRows = new int[spread.length];
        for (int row = 0; row < spread.length; row++) {
            all += correct[row];
            if (Double.isNaN(spread[row])) {
                unknownRight += correct[row];
                unknownRows++;
            } else {
                knownRows[known++] = row;
            }
        }
        double prior = (all + 0.5) / (spread.length + 1);
        return new Belief(
                recipe.fit(new Sample(spread, correct).pick(Arrays.copyOf(knownRows, known))),
                (unknownRight + PRIOR_ROWS * prior) / (unknownRows + PRIOR_ROWS));
    }

    /** The probability that an answer is right; NaN, an unknown confidence, has one too. */
    double probability(double spread) {
        return Double.isNaN(spread) ? unknown : calibrator.probability(spread);
    }

    double[] probabilities(double[] spread) {
        return Arrays.stream(spread).map(this::probability).toArray();
    }
}
