package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.List;

/**
 * The queries that every tier has answered, as arrays by tier and row: what the arithmetic of thresholds works on. Never
 * written to.
 */
final class Table {
    private final double[][] spread;
    private final double[][] correct;
    private final double[][] cost;

    private Table(double[][] spread, double[][] correct, double[][] cost) {
        this.spread = spread;
        this.correct = correct;
        this.cost = cost;
    }

    /** The complete queries of a log, its models as tiers. */
    static Table of(OutcomeLog log) {
        OutcomeLog whole = log.complete();
        List<OutcomeLog.Column> columns = whole.models().stream().map(whole::of).toList();
        return new Table(
                columns.stream()
                        .map(column -> Arrays.stream(column.confidence())
                                .map(log.scale()::spread)
                                .toArray())
                        .toArray(double[][]::new),
                columns.stream().map(OutcomeLog.Column::correct).toArray(double[][]::new),
                columns.stream().map(OutcomeLog.Column::cost).toArray(double[][]::new));
    }

    int tiers() {
        return correct.length;
    }

    int rows() {
        return correct[0].length;
    }

    /** By tier and row; NaN where the confidence is unknown. */
    double[][] spread() {
        return spread;
    }

    double[][] correct() {
        return correct;
    }

    double[][] cost() {
        return cost;
    }

    Table pick(int[] rows) {
        return new Table(pick(spread, rows), pick(correct, rows), pick(cost, rows));
    }

    /** The rows of one tier whose confidence is known. */
    Sample sample(int tier) {
        int[] known = java.util.stream.IntStream.range(0, rows())
                .filter(row -> !Double.isNaN(spread[tier][row]))
                .toArray();
        return new Sample(spread[tier], correct[tier]).pick(known);
    }

    private static double[][] pick(double[][] columns, int[] rows) {
        return Arrays.stream(columns)
                .map(column ->
                        Arrays.stream(rows).mapToDouble(row -> column[row]).toArray())
                .toArray(double[][]::new);
    }
}
