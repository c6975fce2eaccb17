package dev.spillway.cascade.calibration;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which tier to ask first, and what to do with each tier's answer: the thresholds of an operating point.
 *
 * @param entry the position of the tier that is asked first
 * @param rules one for each tier, by position; a rule leads to later positions only
 */
record Plan(int entry, List<TierRule> rules) {
    /** What following a plan came to. */
    record Result(double quality, double cost) {}

    Plan {
        rules = List.copyOf(rules);
    }

    /** One tier answers everything. */
    static Plan only(int tier, int tiers) {
        return new Plan(tier, Collections.nCopies(tiers, TierRule.ACCEPT_ALL));
    }

    /** The same without the rules of tiers that it never asks. */
    Plan pruned() {
        boolean[] asked = new boolean[rules.size()];
        asked[entry] = true;
        for (int tier = entry; tier < asked.length; tier++) {
            if (asked[tier]) { // a rule leads to later tiers only, so whoever may ask this one has been seen
                TierRule rule = rules.get(tier);
                rule.escalations().forEach(escalation -> asked[escalation.to()] = true);
                if (rule.unknown() != TierRule.ACCEPT) {
                    asked[rule.unknown()] = true;
                }
            }
        }
        return new Plan(
                entry,
                IntStream.range(0, asked.length)
                        .mapToObj(tier -> asked[tier] ? rules.get(tier) : TierRule.ACCEPT_ALL)
                        .toList());
    }

    /** What it comes to for one row. */
    Result replay(Table table, double[][] calibrated, int row) {
        int tier = entry;
        double cost = table.cost()[tier][row];
        int next = rules.get(tier).next(calibrated[tier][row]);
        while (next != TierRule.ACCEPT) {
            tier = next;
            cost += table.cost()[tier][row];
            next = rules.get(tier).next(calibrated[tier][row]);
        }
        return new Result(table.correct()[tier][row], cost);
    }

    /** What it comes to in the mean over all rows. */
    Result replay(Table table, double[][] calibrated) {
        double quality = 0;
        double cost = 0;
        for (int row = 0; row < table.rows(); row++) {
            Result result = replay(table, calibrated, row);
            quality += result.quality;
            cost += result.cost;
        }
        return new Result(quality / table.rows(), cost / table.rows());
    }

    /** By tier, the share of accepted answers of those that it gave; NaN where it was never asked. */
    List<Double> accepted(Table table, double[][] calibrated) {
        int[] asked = new int[rules.size()];
        int[] accepted = new int[rules.size()];
        for (int row = 0; row < table.rows(); row++) {
            int tier = entry;
            int next = rules.get(tier).next(calibrated[tier][row]);
            while (next != TierRule.ACCEPT) {
                asked[tier]++;
                tier = next;
                next = rules.get(tier).next(calibrated[tier][row]);
            }
            asked[tier]++;
            accepted[tier]++;
        }
        return IntStream.range(0, asked.length)
                .mapToObj(tier -> asked[tier] == 0 ? Double.NaN : (double) accepted[tier] / asked[tier])
                .toList();
    }
}
