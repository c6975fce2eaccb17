package dev.spillway.cascade.calibration;

import java.util.Collections;
import java.util.List;

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
}
