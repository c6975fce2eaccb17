package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Small arithmetic on columns. */
final class Numbers {
    private Numbers() {}

    /** The mean of what is not NaN; NaN where nothing is known. */
    static double meanOfKnown(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The smallest value that at least a share of the values are at or below.
     *
     * @param ascending sorted, not empty
     * @param share in [0, 1]
     */
    static double quantile(double[] ascending, double share) {
        int rank = (int) Math.ceil(share * ascending.length);
        return ascending[Math.clamp(rank - 1L, 0, ascending.length - 1)];
    }

    /** The positions of the values in ascending order, equal values in order of position. No NaN. */
    static int[] order(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((one, other) -> Double.compare(values[one], values[other]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The logistic function. */
    static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
