package dev.spillway.cascade.calibration;

import java.util.Arrays;

/**
 * Fits a logistic curve by penalised maximum likelihood (Newton's method); targets may be scores between 0 and 1.
 *
 * <p>The slope's penalty is that of a normal prior of variance 1 on the standardised confidence: under separation, or with
 * a handful of rows, the curve stays finite and flat. A slope below zero is not fitted: a sign that is the wrong way round
 * is the business of the sign check.
 */
final class PlattFit {
    private static final int STEPS = 30;
    private static final double PENALTY = 1;
    private static final double LONGEST_STEP = 4;
    private static final double CONVERGED = 1e-8;

    private PlattFit() {}

    static Calibrator fit(Sample sample, Calibrator.Shape shape) {
        double[] x = Arrays.stream(sample.spread()).map(shape::of).toArray();
        double mean = Arrays.stream(x).average().orElse(0);
        double deviation = Math.sqrt(Arrays.stream(x)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
        if (sample.size() < 2 || deviation < 1e-9) {
            return new Calibrator.Constant(shrunkMean(sample));
        }
        double[] line = newton(x, sample.correct(), mean, deviation);
        if (line[1] <= 0) {
            return new Calibrator.Constant(shrunkMean(sample));
        }
        double slope = line[1] / deviation;
        return new Calibrator.Platt(shape, line[0] - slope * mean, slope);
    }

    /** The mean with half a right and half a wrong answer added: never 0 nor 1. */
    static double shrunkMean(Sample sample) {
        return (Arrays.stream(sample.correct()).sum() + 0.5) / (sample.size() + 1);
    }

    private static double[] newton(double[] x, double[] y, double mean, double deviation) {
        double intercept = 0;
        double slope = 0;
        for (int step = 0; step < STEPS; step++) {
            double g0 = 0;
            double g1 = -PENALTY * slope;
            double h00 = 1e-6;
            double h01 = 0;
            double h11 = PENALTY;
            for (int row = 0; row < x.length; row++) {
                double z = (x[row] - mean) / deviation;
                double p = Numbers.logistic(intercept + slope * z);
                double weight = p * (1 - p);
                double error = y[row] - p;
                g0 += error;
                g1 += error * z;
                h00 += weight;
                h01 += weight * z;
                h11 += weight * z * z;
            }
            double determinant = h00 * h11 - h01 * h01;
            double d0 = Math.clamp((h11 * g0 - h01 * g1) / determinant, -LONGEST_STEP, LONGEST_STEP);
            double d1 = Math.clamp((h00 * g1 - h01 * g0) / determinant, -LONGEST_STEP, LONGEST_STEP);
            intercept += d0;
            slope += d1;
            if (Math.abs(d0) + Math.abs(d1) < CONVERGED) {
                break;
            }
        }
        return new double[] {intercept, slope};
    }
}
