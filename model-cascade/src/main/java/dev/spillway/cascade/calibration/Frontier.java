package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Pareto set of a cascade: its operating points from the cheapest to the best, each with an honest forecast.
 *
 * <p>What a plan gets right on the rows that it was made from flatters it. So each price's plan is made again without each
 * fifth of the rows and replayed on that fifth. Those held-out qualities are unbiased but jumpy, and picking the plans that
 * look best among them would again pick luck; they are smoothed by what is known of a frontier: from one plan to the next,
 * quality rises by price × cost (the envelope theorem). The forecast is {@code a + b × ∑ price × Δcost} with a and b fitted to
 * the held-out qualities; b is below 1 to the degree that the thresholds fit noise. The cost, which no plan is chosen to
 * flatter, is that on all rows.
 */
final class Frontier {
    private static final int FOLDS = 5;
    private static final long DEAL = 20_260_102;

    /** Even where the held-out rows show no gain, the better plans are kept in order. */
    private static final double LEAST_GAIN = 0.1;

    /** An end segment is at least this share of what lies beyond it … */
    private static final double FIRM = 0.5;

    /** … but need not be longer than this share of the whole curve. */
    private static final double FIRM_ENOUGH = 0.4;

    private final Table table;
    private final List<CalibratorFit.Recipe> recipes;
    private final List<Stretch> steps;
    private final double[][] calibrated;
    private final double[] heldOut; // the mean quality by step

    /** The prices over which one plan is the best. */
    private record Stretch(PriceSweep.Step atHighest, PriceSweep.Step atLowest) {
        Plan plan() {
            return atLowest.plan();
        }

        double cost() {
            return atLowest.result().cost();
        }

        /** Amid the stretch, where a few rows more or less change the plan the least. */
        double price() {
            return Math.sqrt(atHighest.price() * atLowest.price());
        }
    }

    private Frontier(Table table, List<CalibratorFit.Recipe> recipes, List<Belief> beliefs) {
        this.table = table;
        this.recipes = recipes;
        this.steps = distinct(PriceSweep.of(table, beliefs));
        this.calibrated = Induction.calibrated(table, beliefs);
        this.heldOut = new double[steps.size()];
    }

    /**
     * The points, with strictly rising cost and quality.
     *
     * @param recipes how each tier's calibrator is made
     * @param beliefs what they made of the same table
     */
    static List<OperatingPoint> of(Table table, List<CalibratorFit.Recipe> recipes, List<Belief> beliefs) {
        Frontier frontier = new Frontier(table, recipes, beliefs);
        frontier.holdOut();
        return frontier.points();
    }

    private static List<Stretch> distinct(List<PriceSweep.Step> all) {
        List<Stretch> distinct = new ArrayList<>();
        for (PriceSweep.Step step : all) {
            PriceSweep.Step highest = step;
            if (!distinct.isEmpty() && distinct.getLast().atLowest.result().equals(step.result())) {
                highest = distinct.removeLast().atHighest;
            }
            distinct.add(new Stretch(highest, step));
        }
        return distinct;
    }

    private void holdOut() {
        int folds = Math.min(FOLDS, table.rows());
        int[] fold = Sample.folds(table.rows(), folds, DEAL);
        for (int at = 0; at < folds; at++) {
            int[] inside = Sample.rows(fold, at, true);
            Table rest = table.pick(Sample.rows(fold, at, false));
            List<Belief> beliefs = new ArrayList<>();
            for (int tier = 0; tier < table.tiers(); tier++) {
                beliefs.add(Belief.fit(recipes.get(tier), rest.spread()[tier], rest.correct()[tier]));
            }
            Induction induction = new Induction(rest, beliefs);
            double[][] heldOutCalibrated = Induction.calibrated(table, beliefs);
            for (int step = 0; step < steps.size(); step++) {
                Plan plan = induction.plan(steps.get(step).price());
                for (int row : inside) {
                    heldOut[step] += plan.replay(table, heldOutCalibrated, row).quality() / table.rows();
                }
            }
        }
    }

    private List<OperatingPoint> points() {
        double[] costs = rising(steps.stream().mapToDouble(Stretch::cost).toArray());
        double[] qualities = forecast(costs);
        List<OperatingPoint> points = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            Stretch step = steps.get(at);
            if (points.isEmpty()
                    || (costs[at] > points.getLast().cost()
                            && qualities[at] > points.getLast().quality())) {
                points.add(new OperatingPoint(
                        step.plan().entry(),
                        step.plan().rules(),
                        qualities[at],
                        costs[at],
                        step.price(),
                        step.plan().accepted(table, calibrated)));
            }
        }
        return withFirmEnds(points);
    }

    /**
     * Whoever draws the curve on to the cost of the cheapest or of the dearest model continues its end segments. One that
     * is short beside the way still to go tells nothing but noise, so the points next to the ends keep their distance.
     */
    private List<OperatingPoint> withFirmEnds(List<OperatingPoint> points) {
        double[] alone = Arrays.stream(table.cost())
                .mapToDouble(Numbers::meanOfKnown)
                .sorted()
                .toArray();
        List<OperatingPoint> firm = new ArrayList<>(points);
        double enough = FIRM_ENOUGH * (firm.getLast().cost() - firm.getFirst().cost());
        double before = firm.getFirst().cost() - alone[0];
        while (firm.size() > 2 && firm.get(1).cost() - firm.getFirst().cost() < Math.min(enough, FIRM * before)) {
            firm.remove(1);
        }
        double behind = alone[alone.length - 1] - firm.getLast().cost();
        while (firm.size() > 2
                && firm.getLast().cost() - firm.get(firm.size() - 2).cost() < Math.min(enough, FIRM * behind)) {
            firm.remove(firm.size() - 2);
        }
        return firm;
    }

    /** The gain of each step over the first by its price, scaled and shifted to the held-out qualities. */
    private double[] forecast(double[] costs) {
        int size = costs.length;
        double[] gain = new double[size];
        for (int at = 1; at < size; at++) {
            double price = (steps.get(at - 1).atLowest.price()
                            + steps.get(at).atHighest.price())
                    / 2;
            gain[at] = gain[at - 1] + price * (costs[at] - costs[at - 1]);
        }
        double meanGain = Numbers.meanOfKnown(gain);
        double meanQuality = Numbers.meanOfKnown(heldOut);
        double product = 0;
        double squares = 0;
        for (int at = 0; at < size; at++) {
            product += (gain[at] - meanGain) * (heldOut[at] - meanQuality);
            squares += (gain[at] - meanGain) * (gain[at] - meanGain);
        }
        double scale = squares > 0 ? Math.clamp(product / squares, LEAST_GAIN, 1) : 1;
        double[] forecast = new double[size];
        for (int at = 0; at < size; at++) {
            forecast[at] = Math.clamp(meanQuality + scale * (gain[at] - meanGain), 0, 1);
        }
        return forecast;
    }

    /** The nearest sequence that never falls, by pooling adjacent violators. */
    private static double[] rising(double[] values) {
        double[] level = new double[values.length];
        int[] width = new int[values.length];
        int pools = 0;
        for (double value : values) {
            level[pools] = value;
            width[pools] = 1;
            pools++;
            while (pools > 1 && level[pools - 2] > level[pools - 1]) {
                int merged = width[pools - 2] + width[pools - 1];
                level[pools - 2] = (level[pools - 2] * width[pools - 2] + level[pools - 1] * width[pools - 1]) / merged;
                width[pools - 2] = merged;
                pools--;
            }
        }
        double[] rising = new double[values.length];
        int at = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int step = 0; step < width[pool]; step++) {
                rising[at++] = level[pool];
            }
        }
        return rising;
    }
}
