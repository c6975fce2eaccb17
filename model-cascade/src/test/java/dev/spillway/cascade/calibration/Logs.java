package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/** Logs made by hand. */
final class Logs {
    private Logs() {}

    /** A log of columns of equal length: name, column, name, column, … */
    static OutcomeLog of(ConfidenceScale scale, Object... namesAndColumns) {
        SequencedMap<String, OutcomeLog.Column> columns = new LinkedHashMap<>();
        int rows = 0;
        for (int at = 0; at < namesAndColumns.length; at += 2) {
            OutcomeLog.Column column = (OutcomeLog.Column) namesAndColumns[at + 1];
            columns.put((String) namesAndColumns[at], column);
            rows = column.correct().length;
        }
        return new OutcomeLog(
                scale, IntStream.range(0, rows).mapToObj(row -> "q" + row).toList(), columns);
    }

    /** Outcomes of one cost, 10 ms each. */
    static OutcomeLog.Column column(double[] correct, double[] confidence, double cost) {
        double[] costs = new double[correct.length];
        Arrays.fill(costs, cost);
        double[] latency = new double[correct.length];
        Arrays.fill(latency, 10);
        return new OutcomeLog.Column(correct, confidence, costs, latency);
    }

    /** The tiers that a point may ask. */
    static Set<Integer> asked(OperatingPoint point) {
        Set<Integer> asked = new HashSet<>();
        ask(point, point.entry(), asked);
        return asked;
    }

    private static void ask(OperatingPoint point, int tier, Set<Integer> asked) {
        if (tier != TierRule.ACCEPT && asked.add(tier)) {
            TierRule rule = point.rules().get(tier);
            rule.escalations().forEach(escalation -> ask(point, escalation.to(), asked));
            ask(point, rule.unknown(), asked);
        }
    }
}
