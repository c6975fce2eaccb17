package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.List;

/** A calibration's operating points, followed on the complete queries of a log. Columns by row; never written to. */
final class Replay {
    /**
     * One way to answer, row by row.
     *
     * @param latencyMillis the sum over the tiers that were asked; NaN where one of them is unknown
     */
    @SuppressWarnings("ArrayRecordComponent") // columns; compared by no one
    record Trace(double[] correct, double[] cost, double[] latencyMillis) {
        ErrorCostCurve.Point point() {
            return new ErrorCostCurve.Point(mean(cost), mean(correct));
        }

        /** The point where each row counts so many times: a draw with replacement of as many rows as there are. */
        ErrorCostCurve.Point point(int[] times) {
            double costs = 0;
            double right = 0;
            for (int row = 0; row < times.length; row++) {
                costs += times[row] * cost[row];
                right += times[row] * correct[row];
            }
            return new ErrorCostCurve.Point(costs / times.length, right / times.length);
        }

        /** The latency that a share of the queries keep to; NaN where no latency is known. */
        double latency(double share) {
            double[] known = Arrays.stream(latencyMillis)
                    .filter(value -> !Double.isNaN(value))
                    .sorted()
                    .toArray();
            return known.length == 0 ? Double.NaN : Numbers.quantile(known, share);
        }

        /** The share of the queries of known latency that took longer; NaN where no latency is known. */
        double over(double millis) {
            return Arrays.stream(latencyMillis)
                    .filter(value -> !Double.isNaN(value))
                    .map(value -> value > millis ? 1 : 0)
                    .average()
                    .orElse(Double.NaN);
        }

        private static double mean(double[] values) {
            return Arrays.stream(values).average().orElse(Double.NaN);
        }
    }

    private final List<OutcomeLog.Column> tiers;
    private final double[][] calibrated;
    private final int rows;

    /** A replay on a log whose models are the calibration's, each with an outcome of every query. */
    Replay(Calibration calibration, OutcomeLog whole) {
        this.tiers = whole.models().stream().map(whole::of).toList();
        this.rows = whole.queries().size();
        this.calibrated = new double[tiers.size()][];
        for (int tier = 0; tier < tiers.size(); tier++) {
            ModelCalibration model = calibration.models().get(tier);
            calibrated[tier] = Arrays.stream(tiers.get(tier).confidence())
                    .map(confidence -> model.calibrated(confidence, whole.scale()))
                    .toArray();
        }
    }

    /** Each tier's calibrated confidence by row; NaN where unknown. */
    double[][] calibrated() {
        return calibrated;
    }

    Trace of(OperatingPoint point) {
        double[] correct = new double[rows];
        double[] cost = new double[rows];
        double[] latency = new double[rows];
        for (int row = 0; row < rows; row++) {
            int tier = point.entry();
            while (tier != TierRule.ACCEPT) {
                OutcomeLog.Column asked = tiers.get(tier);
                cost[row] += asked.cost()[row];
                latency[row] += asked.latencyMillis()[row];
                correct[row] = asked.correct()[row];
                tier = point.rules().get(tier).next(calibrated[tier][row]);
            }
        }
        return new Trace(correct, cost, latency);
    }

    /** One tier answers everything. */
    Trace only(int tier) {
        OutcomeLog.Column column = tiers.get(tier);
        return new Trace(column.correct(), column.cost(), column.latencyMillis());
    }
}
