package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.List;

/** Turns a spread-out confidence ({@link ConfidenceScale#spread}) into the probability that the answer is right. Never falls. */
public sealed interface Calibrator {

    /**
     * The probability that the answer is right.
     *
     * @param spread a known confidence, spread out
     * @return in [0, 1]
     */
    double probability(double spread);

    /**
     * A logistic curve over the log-odds of the confidence (J. Platt, "Probabilistic outputs for support vector machines",
     * 1999).
     *
     * @param shape what is done to the log-odds before
     * @param slope zero or more
     */
    record Platt(Shape shape, double intercept, double slope) implements Calibrator {
        public Platt {
            if (!(Double.isFinite(intercept) && slope >= 0 && slope < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "a Platt curve has a finite intercept and a finite slope of 0 or more," + " not " + intercept
                                + " and " + slope);
            }
        }

        @Override
        public double probability(double spread) {
            return Numbers.logistic(intercept + slope * shape.of(spread));
        }
    }

    /** What a Platt curve is drawn over. Each rises with the confidence and keeps equal confidences equal. */
    enum Shape {
        /** The log-odds themselves. */
        LOG_ODDS {
            @Override
            double of(double spread) {
                return spread;
            }
        },
        /** {@code -log(1 - p)}: spreads out what is near 1, and leaves what is near 0 together. */
        SURPRISE {
            @Override
            double of(double spread) {
                return spread > 0 ? spread + Math.log1p(Math.exp(-spread)) : Math.log1p(Math.exp(spread));
            }
        },
        /** The probability itself: for shares of agreeing samples, and where nothing is squeezed together. */
        PROBABILITY {
            @Override
            double of(double spread) {
                return Numbers.logistic(spread);
            }
        };

        abstract double of(double spread);
    }

    /**
     * Steps that never fall, straight lines between them: the block of training confidences from {@code from} to
     * {@code to} has one probability (pool adjacent violators).
     *
     * @param blocks in ascending order of confidence and of probability, at least one
     */
    record Isotonic(List<Block> blocks) implements Calibrator {
        /** Confidences that could not be told apart. */
        public record Block(double from, double to, double probability) {
            public Block {
                if (!(from <= to && probability >= 0 && probability <= 1)) {
                    throw new IllegalArgumentException("a block has from <= to and a probability in [0, 1], not " + from
                            + ", " + to + " and " + probability);
                }
            }
        }

        public Isotonic {
            blocks = List.copyOf(blocks);
            if (blocks.isEmpty()) {
                throw new IllegalArgumentException("an isotonic calibrator has at least one block");
            }
            for (int at = 1; at < blocks.size(); at++) {
                Block before = blocks.get(at - 1);
                Block block = blocks.get(at);
                if (block.from <= before.to || block.probability < before.probability) {
                    throw new IllegalArgumentException("blocks rise; " + before + " comes before " + block);
                }
            }
        }

        @Override
        public double probability(double spread) {
            int low = 0;
            int high = blocks.size() - 1;
            while (low < high) { // the first block that ends at the confidence or above it
                int middle = (low + high) >>> 1;
                if (blocks.get(middle).to < spread) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            Block block = blocks.get(low);
            if (spread >= block.from || low == 0) {
                return block.probability;
            }
            Block before = blocks.get(low - 1);
            double share = (spread - before.to) / (block.from - before.to);
            return before.probability + share * (block.probability - before.probability);
        }
    }

    /**
     * The same for all: the confidence does not say whether an answer is right.
     *
     * @param value in [0, 1]
     */
    record Constant(double value) implements Calibrator {
        public Constant {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("a probability lies in [0, 1], not at " + value);
            }
        }

        @Override
        public double probability(double spread) {
            return value;
        }
    }

    /** The probabilities of many. */
    default double[] probabilities(double[] spread) {
        return Arrays.stream(spread).map(this::probability).toArray();
    }
}
