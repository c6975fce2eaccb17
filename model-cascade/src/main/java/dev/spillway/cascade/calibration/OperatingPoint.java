package dev.spillway.cascade.calibration;

import java.util.List;

/**
 * One way to run a cascade: which tier to ask first, when to accept each tier's answer, and what that is expected to come
 * to.
 *
 * @param entry the position of the tier that is asked first
 * @param rules one for each tier, by position; a rule leads to later positions only
 * @param quality the expected mean correctness of the answers, in [0, 1]
 * @param cost the expected mean cost of a query, in the currency of the log
 * @param price the gain in quality for a unit of money at which this point is the best; 0 where money is no object
 * @param accepted for each tier, by position, the share of the queries that are accepted there of those that were asked of
 *     it in the log; NaN where none was
 */
public record OperatingPoint(
        int entry, List<TierRule> rules, double quality, double cost, double price, List<Double> accepted) {
    public OperatingPoint {
        rules = List.copyOf(rules);
        accepted = List.copyOf(accepted);
        if (accepted.size() != rules.size()) {
            throw new IllegalArgumentException("there is a share of accepted answers for each of " + rules.size()
                    + " tiers, not " + accepted.size());
        }
        for (double share : accepted) {
            if (share < 0 || share > 1) {
                throw new IllegalArgumentException("a share lies in [0, 1], not at " + share);
            }
        }
        if (entry < 0 || entry >= rules.size()) {
            throw new IllegalArgumentException("the first tier is one of " + rules.size() + ", not at " + entry);
        }
        for (int tier = 0; tier < rules.size(); tier++) {
            checkLeadsOn(tier, rules.get(tier), rules.size());
        }
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("a quality lies in [0, 1], not at " + quality);
        }
        if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY && price >= 0 && price < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("cost and price are 0 or more, not " + cost + " and " + price);
        }
    }

    private static void checkLeadsOn(int tier, TierRule rule, int tiers) {
        for (TierRule.Escalation escalation : rule.escalations()) {
            checkLeadsOn(tier, escalation.to(), tiers);
        }
        if (rule.unknown() != TierRule.ACCEPT) {
            checkLeadsOn(tier, rule.unknown(), tiers);
        }
    }

    private static void checkLeadsOn(int tier, int to, int tiers) {
        if (to <= tier || to >= tiers) {
            throw new IllegalArgumentException(
                    "a tier escalates to a later one; of " + tiers + " tiers, number " + tier + " escalates to " + to);
        }
    }

    Plan plan() {
        return new Plan(entry, rules);
    }
}
