package dev.spillway.cascade.calibration;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A lower bound of a mean correctness that holds with a given confidence, whatever the distribution.
 *
 * <p>Of zeros and ones it is the exact bound of Clopper and Pearson ("The use of confidence or fiducial limits illustrated
 * in the case of the binomial", 1934); of scores in between that of Hoeffding and Bentkus, as S. Bates et al. combine them
 * ("Distribution-free, risk-controlling prediction sets", 2021).
 */
final class QualityBound {
    private static final int HALVINGS = 50;

    private QualityBound() {}

    /**
     * The bound; the true mean lies below it with a chance of at most {@code delta}.
     *
     * @param correct independent draws in [0, 1]
     * @param scored whether they may lie between 0 and 1; not to be told from the draws, which may have none by chance
     * @param delta in (0, 1)
     */
    static double lower(double[] correct, boolean scored, double delta) {
        if (correct.length == 0) {
            return 0;
        }
        double right = Arrays.stream(correct).sum();
        return !scored ? clopperPearson((int) right, correct.length, delta) : bisected(right, correct.length, delta);
    }

    private static double clopperPearson(int right, int rows, double delta) {
        return right == 0 ? 0 : BetaDistribution.of(right, rows - right + 1.0).inverseCumulativeProbability(delta);
    }

    private static double bisected(double right, int rows, double delta) {
        double low = 0;
        double high = right / rows;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (low + high) / 2;
            if (chance(right, rows, middle) <= delta) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** An upper bound of the chance of a sum this high where the true mean is only {@code quality}. */
    private static double chance(double right, int rows, double quality) {
        double risk = 1 - right / rows;
        double most = 1 - quality;
        double hoeffding = Math.exp(-rows * divergence(Math.min(risk, most), most));
        int wrong = (int) Math.ceil(rows - right - 1e-9);
        double bentkus = Math.E * BinomialDistribution.of(rows, most).cumulativeProbability(wrong);
        return Math.min(hoeffding, bentkus);
    }

    /** The relative entropy of two coins. */
    private static double divergence(double p, double q) {
        return term(p, q) + term(1 - p, 1 - q);
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : p * Math.log(p / q);
    }
}
