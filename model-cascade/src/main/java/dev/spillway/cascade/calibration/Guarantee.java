package dev.spillway.cascade.calibration;

/**
 * A point whose quality is certified: over the draws of the log, its true mean correctness is below {@code quality} with a
 * chance of at most {@code delta}.
 *
 * <p>It holds for queries like those of the log, and no longer than they stay like those.
 *
 * @param quality the promised quality, in [0, 1]
 * @param delta the chance that the promise is wrong, in (0, 1)
 * @param bound the certified lower bound, at least {@code quality}
 * @param rows how many queries, none of which the point was made from, stand behind it
 */
public record Guarantee(double quality, double delta, double bound, int rows, OperatingPoint point) {
    /**
     * What is to be promised.
     *
     * @param quality in (0, 1)
     * @param delta in (0, 1)
     */
    public record Goal(double quality, double delta) {
        public Goal {
            if (!(quality > 0 && quality < 1)) {
                throw new IllegalArgumentException("a guaranteed quality lies between 0 and 1, not at " + quality);
            }
            if (!(delta > 0 && delta < 1)) {
                throw new IllegalArgumentException(
                        "the chance that a guarantee is wrong lies between 0 and 1, not at " + delta);
            }
        }
    }

    public Guarantee {
        if (!(bound >= quality && bound <= 1)) {
            throw new IllegalArgumentException(
                    "the bound is at least the guaranteed quality, " + quality + ", not " + bound);
        }
    }
}
