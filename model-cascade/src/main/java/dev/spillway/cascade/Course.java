package dev.spillway.cascade;

import dev.spillway.cascade.calibration.OperatingPoint;
import dev.spillway.cascade.calibration.TierRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The thresholds that one call keeps to: which tier is asked first, and what is done with each tier's answer.
 *
 * @param entry the position of the tier that is asked first
 * @param rules one for each tier, by position
 * @param accepted the share of its answers that each tier is expected to have accepted; NaN where no one knows
 */
public record Course(int entry, List<TierRule> rules, List<Double> accepted) {
    public Course {
        rules = List.copyOf(rules);
        accepted = List.copyOf(accepted);
        if (entry < 0 || entry >= rules.size() || accepted.size() != rules.size()) {
            throw new IllegalArgumentException("a course has an entry and an expectation among its " + rules.size()
                    + " tiers, not " + entry + " and " + accepted);
        }
    }

    /** The course of an operating point. */
    public static Course of(OperatingPoint point) {
        return new Course(point.entry(), point.rules(), point.accepted());
    }

    /**
     * From each tier to the one behind it, where its answer is less sure than a threshold or of unknown confidence; the last
     * tier's answer is accepted.
     *
     * @param accept the thresholds of all tiers but the last, each in [0, 1]
     */
    public static Course stepwise(List<Double> accept) {
        List<TierRule> rules = new ArrayList<>();
        for (int tier = 0; tier < accept.size(); tier++) {
            double threshold = accept.get(tier);
            rules.add(
                    threshold == 0
                            ? TierRule.ACCEPT_ALL
                            : new TierRule(List.of(new TierRule.Escalation(threshold, tier + 1)), tier + 1));
        }
        rules.add(TierRule.ACCEPT_ALL);
        return new Course(0, rules, Collections.nCopies(rules.size(), Double.NaN));
    }

    /** The tier that is asked where this one is not sure at all; the same one where its answer is accepted in any case. */
    int behind(int tier) {
        TierRule rule = rules.get(tier);
        if (rule.unknown() != TierRule.ACCEPT) {
            return rule.unknown();
        }
        return rule.escalations().isEmpty()
                ? tier
                : rule.escalations().getFirst().to();
    }

    /** The tier where the least sure answers end up. */
    int last() {
        int tier = entry;
        for (int next = behind(tier); next != tier; next = behind(tier)) {
            tier = next;
        }
        return tier;
    }
}
