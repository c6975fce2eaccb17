package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Chooses a calibrator for one model: Platt curves of several shapes against an isotonic one, by cross-validated log-loss;
 * a constant where the confidence does not tell right from wrong.
 *
 * <p>The candidates stand in order of their freedom, and a freer one must be better by {@link #MARGIN} to be taken: on a
 * few hundred rows smaller differences are noise, while a step curve with too many steps costs held-out quality.
 */
final class CalibratorFit {
    /** Nats for each answer. */
    private static final double MARGIN = 0.001;

    private static final int FOLDS = 5;
    private static final long DEAL = 20_260_101;

    /** Probabilities are judged as if at least this far from 0 and 1. */
    private static final double LEAST = 1e-6;

    /** How a calibrator is made, apart from the numbers in it. */
    @FunctionalInterface
    interface Recipe {
        Calibrator fit(Sample sample);
    }

    private CalibratorFit() {}

    /** The recipe that suits the sample; the constant one where the sign check fails. */
    static Recipe choose(Sample sample) {
        if (!Auroc.of(sample.spread(), sample.correct()).isInformative()) {
            return rows -> new Calibrator.Constant(PlattFit.shrunkMean(rows));
        }
        int[] folds = Sample.folds(sample.size(), Math.min(FOLDS, sample.size()), DEAL);
        List<Recipe> candidates = new ArrayList<>();
        EnumSet.allOf(Calibrator.Shape.class).forEach(shape -> candidates.add(rows -> PlattFit.fit(rows, shape)));
        candidates.add(IsotonicFit::fit);
        Recipe best = candidates.getFirst();
        double least = logLoss(best, sample, folds);
        for (Recipe candidate : candidates.subList(1, candidates.size())) {
            double loss = logLoss(candidate, sample, folds);
            if (loss < least - MARGIN) {
                best = candidate;
                least = loss;
            }
        }
        return best;
    }

    /** Each row's probability by a calibrator that has not seen the row. */
    static double[] heldOut(Recipe recipe, Sample sample) {
        return heldOut(recipe, sample, Sample.folds(sample.size(), Math.min(FOLDS, sample.size()), DEAL));
    }

    private static double[] heldOut(Recipe recipe, Sample sample, int[] folds) {
        double[] probability = new double[sample.size()];
        for (int fold = 0; fold < Math.min(FOLDS, sample.size()); fold++) {
            Calibrator fitted = recipe.fit(sample.pick(Sample.rows(folds, fold, false)));
            for (int row : Sample.rows(folds, fold, true)) {
                probability[row] = fitted.probability(sample.spread()[row]);
            }
        }
        return probability;
    }

    private static double logLoss(Recipe recipe, Sample sample, int[] folds) {
        double[] probability = heldOut(recipe, sample, folds);
        double sum = 0;
        for (int row = 0; row < probability.length; row++) {
            double p = Math.clamp(probability[row], LEAST, 1 - LEAST);
            double correct = sample.correct()[row];
            sum -= correct * Math.log(p) + (1 - correct) * Math.log1p(-p);
        }
        return sum / probability.length;
    }
}
