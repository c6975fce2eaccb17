package dev.spillway.cascade;

import java.util.Arrays;

/**
 * Watches whether a tier's answers are accepted as often as its calibration foresaw, and holds the share where they are not.
 *
 * <p>Thresholds are right for the kind of questions that they were fitted to. When other questions come, the confidences shift,
 * and the same threshold sends far more, or far fewer, up: cost and quality change unseen. So the share of accepted answers among
 * the last {@value #WINDOW} is compared with the expected one; the difference in standard errors is the {@link #drift} that
 * operators see. Beyond {@value #ALARM} the watch is alarmed: until the share that the thresholds would accept is back
 * within {@value #CALM}, answers are accepted by rank instead, the surest ones up to the expected share, so that the share that goes up
 * returns to its goal. That needs no labels, and promises nothing about quality: what helps is a new calibration.
 *
 * <p>The standard error takes into account that the expectation was estimated, too, from {@code rows} outcomes: of the sum over a
 * window of W it is √(W·p·(1−p)·(1 + W/rows)). Four standard errors rather than three, because the figure is looked at after
 * every answer. Among answers of equal confidence, luck decides in the right proportion, since models give the very same
 * confidence to many.
 *
 * <p>Without an expectation the first {@value #LEARN} answers give one. Thread-safe.
 */
public final class DriftWatch {
    /** The answers that are looked at. */
    static final int WINDOW = 200;

    /** The answers that an expectation is learnt from where the calibration has none. */
    static final int LEARN = 500;

    private static final double ALARM = 4;
    private static final double CALM = 2;
    private static final double DIFFERENCE_LEAST = 0.05;
    private static final int RANK_EVERY = 10;
    private static final double UNKNOWN = -1; // less sure than any

    private final int rows;
    private final double[] confidences = new double[WINDOW];
    private final boolean[] accepted = new boolean[WINDOW];
    private final double[] expected = new double[WINDOW];
    private long heard;
    private int acceptedCount;
    private double expectedSum;
    private double varianceSum;
    private int learnt;
    private int learntAccepted;
    private boolean alarmed;
    private double goal; // of an alarmed watch
    private double bar;
    private double atTheBar; // the share of those at the bar that are accepted

    /**
     * A watch that has heard nothing.
     *
     * @param rows the outcomes that the expectations were estimated from, 1 or more
     */
    public DriftWatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("an expectation comes from 1 outcome or more, not from " + rows);
        }
        this.rows = rows;
    }

    /**
     * Hears of an answer.
     *
     * @param confidence calibrated; NaN where unknown
     * @param accept whether the thresholds accept it
     * @param expectation how often they should, in [0, 1]; NaN where no one knows
     * @param luck evenly distributed in [0, 1)
     * @return whether to accept it
     */
    synchronized boolean accepts(double confidence, boolean accept, double expectation, double luck) {
        double sure = Double.isNaN(confidence) ? UNKNOWN : confidence;
        double share = Double.isNaN(expectation) ? learnt(accept) : expectation;
        if (Double.isNaN(share)) {
            return accept;
        }
        remember(sure, accept, share);
        judge(share);
        if (!alarmed) {
            return accept;
        }
        if (heard % RANK_EVERY == 0) {
            rank();
        }
        return sure > bar || (sure == bar && luck < atTheBar);
    }

    private double learnt(boolean accept) {
        if (learnt < LEARN) {
            learnt++;
            learntAccepted += accept ? 1 : 0;
            return Double.NaN;
        }
        return (double) learntAccepted / LEARN;
    }

    private void remember(double sure, boolean accept, double share) {
        int at = (int) (heard % WINDOW);
        if (heard >= WINDOW) {
            acceptedCount -= accepted[at] ? 1 : 0;
            expectedSum -= expected[at];
            varianceSum -= expected[at] * (1 - expected[at]);
        }
        confidences[at] = sure;
        accepted[at] = accept;
        expected[at] = share;
        acceptedCount += accept ? 1 : 0;
        expectedSum += share;
        varianceSum += share * (1 - share);
        heard++;
    }

    private void judge(double share) {
        double drift = Math.abs(drift());
        if (!alarmed && drift > ALARM && Math.abs(acceptedCount - expectedSum) > DIFFERENCE_LEAST * WINDOW) {
            alarmed = true;
            goal = share;
            rank();
        } else if (alarmed && drift < CALM) {
            alarmed = false;
        }
    }

    /** Finds the confidence from which on answers are accepted so that the goal is met among those of the window. */
    private void rank() {
        double[] sorted = confidences.clone();
        Arrays.sort(sorted);
        double places = goal * WINDOW;
        int at = WINDOW - Math.clamp((long) Math.ceil(places), 1, WINDOW);
        bar = sorted[at];
        int above = 0;
        int equal = 0;
        for (double one : sorted) {
            above += one > bar ? 1 : 0;
            equal += one == bar ? 1 : 0;
        }
        atTheBar = (places - above) / equal;
    }

    /**
     * How far the share of accepted answers is from the expected one, in standard errors: negative where too few are accepted;
     * 0 until {@value #WINDOW} answers were heard.
     */
    public synchronized double drift() {
        if (heard < WINDOW) {
            return 0;
        }
        double variance = Math.max(varianceSum, 1.0 / WINDOW) * (1 + (double) WINDOW / rows);
        return (acceptedCount - expectedSum) / Math.sqrt(variance);
    }

    /** Whether answers are accepted by rank at this moment. */
    public synchronized boolean isAlarmed() {
        return alarmed;
    }
}
