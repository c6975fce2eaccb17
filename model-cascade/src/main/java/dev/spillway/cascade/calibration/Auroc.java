package dev.spillway.cascade.calibration;

/**
 * How well a confidence tells right answers from wrong ones: the chance that a right answer has the higher confidence than
 * a wrong one, ties counting half. 0.5 is a coin.
 *
 * @param value in [0, 1]; 0.5 where fewer than three are right, or fewer than three wrong
 * @param low the lower end of the 95 % interval, by Hanley and McNeil ("The meaning and use of the area under a ROC curve",
 *     1982)
 * @param high its upper end
 */
public record Auroc(double value, double low, double high) {
    private static final double Z95 = 1.959964;

    /** Below this many right or wrong answers nothing can be said. */
    private static final double LEAST = 3;

    /** Whether the confidence says something, and the right way round: the whole interval is above a coin. */
    public boolean isInformative() {
        return low > 0.5;
    }

    /**
     * Of answers whose confidence is known.
     *
     * @param confidence in any unit that rises with the confidence
     * @param correct in [0, 1]; a score in between counts as partly right, partly wrong
     */
    static Auroc of(double[] confidence, double[] correct) {
        int[] order = Numbers.order(confidence);
        double right = 0;
        double wrong = 0;
        double ranked = 0;
        for (int start = 0; start < order.length; ) {
            double tiedRight = 0;
            double tiedWrong = 0;
            int end = start;
            while (end < order.length && confidence[order[end]] == confidence[order[start]]) {
                tiedRight += correct[order[end]];
                tiedWrong += 1 - correct[order[end]];
                end++;
            }
            ranked += tiedRight * (wrong + tiedWrong / 2);
            right += tiedRight;
            wrong += tiedWrong;
            start = end;
        }
        if (right < LEAST || wrong < LEAST) {
            return new Auroc(0.5, 0, 1);
        }
        double area = ranked / (right * wrong);
        double deviation = deviation(area, right, wrong);
        return new Auroc(area, Math.max(0, area - Z95 * deviation), Math.min(1, area + Z95 * deviation));
    }

    private static double deviation(double area, double right, double wrong) {
        double q1 = area / (2 - area);
        double q2 = 2 * area * area / (1 + area);
        double variance = area * (1 - area) + (right - 1) * (q1 - area * area) + (wrong - 1) * (q2 - area * area);
        return Math.sqrt(Math.max(0, variance) / (right * wrong));
    }
}
