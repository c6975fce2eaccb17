package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Confidence;
import dev.spillway.gateway.config.InferenceReplyConfig.Certainty;

/** How sure the probabilities of classes are, from 0 to 1. */
final class Certainties {
    private Certainties() {}

    /**
     * The certainty of probabilities; unknown where the measure compares classes and there is only one, or none has any
     * probability.
     *
     * @param probabilities each in [0, 1]; for the entropy they are scaled to a sum of 1
     */
    static Confidence of(Certainty measure, double[] probabilities) {
        return switch (measure) {
            case MAXIMUM -> Confidence.of(largest(probabilities, -1));
            case MARGIN -> margin(probabilities);
            case ENTROPY -> entropy(probabilities);
        };
    }

    private static Confidence margin(double[] probabilities) {
        if (probabilities.length < 2) {
            return Confidence.unknown();
        }
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return Confidence.of(probabilities[best] - largest(probabilities, best));
    }

    private static double largest(double[] probabilities, int except) {
        double largest = 0;
        for (int i = 0; i < probabilities.length; i++) {
            largest = i == except ? largest : Math.max(largest, probabilities[i]);
        }
        return largest;
    }

    /** One less Shannon's entropy as a share of the entropy of equal probabilities. */
    private static Confidence entropy(double[] probabilities) {
        double sum = 0;
        for (double probability : probabilities) {
            sum += probability;
        }
        if (probabilities.length < 2 || sum <= 0) {
            return Confidence.unknown();
        }
        double entropy = 0;
        for (double probability : probabilities) {
            double share = probability / sum;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Confidence.of(Math.clamp(1 - entropy / Math.log(probabilities.length), 0.0, 1.0));
    }
}
