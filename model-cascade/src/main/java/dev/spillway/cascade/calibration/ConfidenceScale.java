package dev.spillway.cascade.calibration;

import java.util.Locale;

/** What a raw confidence is, and how it is spread out before anything is fitted to it. */
public enum ConfidenceScale {
    /** A probability in [0, 1]. */
    PROBABILITY(0, 1) {
        @Override
        double logOdds(double confidence) {
            return Math.log(confidence) - Math.log1p(-confidence);
        }
    },

    /** A natural logarithm of a probability, 0 or less: of one token, or the mean over the tokens of an answer. */
    LOGPROB(Double.NEGATIVE_INFINITY, 0) {
        @Override
        double logOdds(double confidence) {
            return confidence - Math.log(-Math.expm1(confidence));
        }
    };

    /** Rounding in other people's programs that is forgiven. */
    private static final double SLACK = 1e-6;

    /** Where the log-odds are cut off: models report 1.0 on many queries, and infinity can't be fitted. */
    private static final double MOST = Math.log(1e6);

    private final double least;
    private final double most;

    ConfidenceScale(double least, double most) {
        this.least = least;
        this.most = most;
    }

    /**
     * The log-odds of a confidence, cut off at odds of a million to one: what is squeezed together near 1 lies apart, and
     * equal confidences stay equal.
     *
     * @param confidence on this scale; NaN where unknown
     * @return in [-13.82, 13.82]; NaN where unknown
     */
    public double spread(double confidence) {
        if (Double.isNaN(confidence)) {
            return Double.NaN;
        }
        double within = Math.clamp(confidence, least, most);
        if (within == most) {
            return MOST;
        }
        return within == least ? -MOST : Math.clamp(logOdds(within), -MOST, MOST);
    }

    /** Whether it can be a confidence on this scale. NaN, the unknown one, can. */
    public boolean admits(double confidence) {
        return Double.isNaN(confidence) || (confidence >= least - SLACK && confidence <= most + SLACK);
    }

    /** The legal range, for messages. */
    public String range() {
        return this == PROBABILITY ? "a probability in [0, 1]" : "a logarithm of a probability, 0 or less";
    }

    /** How it is written in files and options: {@code probability} or {@code logprob}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract double logOdds(double confidence);
}
