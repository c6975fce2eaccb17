package dev.spillway.load.bench;

import java.util.Arrays;

/**
 * The median of a sample with a confidence interval that assumes nothing of the distribution but independence: between the
 * k-th smallest and the k-th largest value lies the true median with a probability of {@code 1 - 2 P(B < k)}, B binomial with
 * n trials of one half (W. J. Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2).
 *
 * @param low the lower end of the interval
 * @param high the upper end of the interval
 * @param confidence the probability that the interval holds the true median, 0 to 1; at least 0.95 from six values on
 */
record MedianInterval(double median, double low, double high, double confidence) {
    private static final double WANTED = 0.95;

    /** Of a sample of at least one value: the narrowest interval with at least 95 %, else the whole range. */
    static MedianInterval of(double[] sample) {
        if (sample.length == 0) {
            throw new IllegalArgumentException("a median needs at least one value");
        }
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int rank = 1;
        double outside = 2 * Math.pow(0.5, n); // P(B < 1), on both sides
        double exactly = Math.pow(0.5, n); // P(B = 0)
        double confidence = 1 - outside;
        while (2 * (rank + 1) <= n) {
            exactly = exactly * (n - rank + 1) / rank; // P(B = rank)
            if (1 - outside - 2 * exactly < WANTED) {
                break;
            }
            outside += 2 * exactly;
            confidence = 1 - outside;
            rank++;
        }
        return new MedianInterval(
                (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[rank - 1], sorted[n - rank], Math.max(0, confidence));
    }
}
