package dev.spillway.cascade.calibration;

/**
 * How far probabilities are from what came true: the expected calibration error.
 *
 * <p>The answers, in order of their probability, are cut into ten bins of as equal a size as ties allow (equal
 * probabilities share a bin); the error is the mean over all answers of the distance between their bin's mean probability
 * and its mean correctness. Bins of equal size, not of equal width: confidences of language models crowd near 1.
 */
final class CalibrationError {
    private static final int BINS = 10;

    private CalibrationError() {}

    /**
     * The error, in [0, 1]; NaN for no answers.
     *
     * @param probability in [0, 1]
     * @param correct in [0, 1]
     */
    static double of(double[] probability, double[] correct) {
        int[] order = Numbers.order(probability);
        double sum = 0;
        int start = 0;
        for (int bin = 1; bin <= BINS; bin++) {
            int end = (int) ((long) order.length * bin / BINS);
            while (end > 0 && end < order.length && probability[order[end]] == probability[order[end - 1]]) {
                end++;
            }
            double gap = 0;
            for (int at = start; at < end; at++) {
                gap += probability[order[at]] - correct[order[at]];
            }
            sum += Math.abs(gap);
            start = Math.max(start, end);
        }
        return sum / order.length;
    }
}
