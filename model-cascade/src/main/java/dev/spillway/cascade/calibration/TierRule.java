package dev.spillway.cascade.calibration;

import java.util.List;

/**
 * What to do once a tier has answered: a step table from the calibrated confidence to acceptance or to the tier to ask
 * next.
 *
 * @param escalations in ascending order of their thresholds; none where every answer is accepted
 * @param unknown what to do where the confidence is unknown: a tier's position, or {@link #ACCEPT}
 */
public record TierRule(List<Escalation> escalations, int unknown) {
    /** The answer is accepted. */
    public static final int ACCEPT = -1;

    /** Every answer is accepted, also of unknown confidence. */
    public static final TierRule ACCEPT_ALL = new TierRule(List.of(), ACCEPT);

    /**
     * An answer that is less sure than this, and not less sure than the escalation before, goes to another tier.
     *
     * @param below more than 0, at most 1
     * @param to the position of the tier to ask
     */
    public record Escalation(double below, int to) {
        public Escalation {
            if (!(below > 0 && below <= 1)) {
                throw new IllegalArgumentException("a threshold lies in (0, 1], not at " + below);
            }
            if (to < 0) {
                throw new IllegalArgumentException("a tier's position is 0 or more, not " + to);
            }
        }
    }

    public TierRule {
        escalations = List.copyOf(escalations);
        for (int at = 1; at < escalations.size(); at++) {
            if (escalations.get(at).below <= escalations.get(at - 1).below) {
                throw new IllegalArgumentException("thresholds ascend, unlike " + escalations);
            }
        }
        if (unknown < ACCEPT) {
            throw new IllegalArgumentException("a tier's position is 0 or more, or -1 to accept, not " + unknown);
        }
    }

    /** The calibrated confidence from which on an answer is accepted; 0 where every answer is. */
    public double accept() {
        return escalations.isEmpty() ? 0 : escalations.getLast().below;
    }

    /**
     * What to do with an answer.
     *
     * @param calibrated in [0, 1]; NaN where unknown
     * @return the position of the tier to ask, or {@link #ACCEPT}
     */
    public int next(double calibrated) {
        if (Double.isNaN(calibrated)) {
            return unknown;
        }
        for (int at = 0; at < escalations.size(); at++) {
            Escalation escalation = escalations.get(at);
            if (calibrated < escalation.below) {
                return escalation.to;
            }
        }
        return ACCEPT;
    }
}
