package dev.spillway.cascade.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The best plan at every price that matters, from money being everything to money being nothing.
 *
 * <p>Starts with a few prices on a logarithmic scale and halves, again and again, the step over which the cost jumps the
 * most, so that the plans lie evenly along the cost.
 */
final class PriceSweep {
    private static final int COARSE = 12;
    private static final int MOST = 48;

    /** A jump of cost below this share of the whole range is not looked into. */
    private static final double FINE = 0.01;

    /** Prices this near to each other have the same plan but for a jump that no price between them breaks up. */
    private static final double SAME = 1.005;

    /** Tiers whose costs differ by less than this share of the dearest one's cost the same. */
    private static final double TRIFLE = 1e-5;

    private final Induction induction;
    private final Table table;
    private final double[][] calibrated;
    private final TreeMap<Double, Step> steps = new TreeMap<>();

    /** A price, its plan, and what the plan comes to on the rows that it was made from. */
    record Step(double price, Plan plan, Plan.Result result) {}

    private PriceSweep(Induction induction, Table table, double[][] calibrated) {
        this.induction = induction;
        this.table = table;
        this.calibrated = calibrated;
    }

    /** The steps from the highest price, the cheapest plan, to price 0. */
    static List<Step> of(Table table, List<Belief> beliefs) {
        return new PriceSweep(new Induction(table, beliefs), table, Induction.calibrated(table, beliefs)).sweep();
    }

    private List<Step> sweep() {
        double[] alone = Arrays.stream(table.cost())
                .mapToDouble(Numbers::meanOfKnown)
                .sorted()
                .toArray();
        double dearest = alone[alone.length - 1];
        if (dearest == 0) {
            add(0);
        } else {
            double highest = 2 / leastStep(alone);
            double lowest = 0.002 / dearest;
            for (int at = 0; at < COARSE; at++) {
                add(highest * Math.pow(lowest / highest, at / (COARSE - 1.0)));
            }
            add(lowest / 1000); // money is no object, yet of two plans that are equally good the cheaper one is better
            refine(lowest);
        }
        return List.copyOf(steps.descendingMap().values());
    }

    /** The least cost that a plan may save: that of the cheapest tier, or what it is cheaper than the next by. */
    private static double leastStep(double[] ascending) {
        double dearest = ascending[ascending.length - 1];
        double least = dearest;
        double before = 0;
        for (double cost : ascending) {
            least = cost - before > TRIFLE * dearest ? Math.min(least, cost - before) : least;
            before = cost;
        }
        return least;
    }

    private void refine(double lowest) {
        double range = Math.abs(steps.firstEntry().getValue().result.cost()
                - steps.lastEntry().getValue().result.cost());
        while (steps.size() < MOST) {
            double widest = FINE * range;
            double between = Double.NaN;
            Map.Entry<Double, Step> before = null;
            for (Map.Entry<Double, Step> step : steps.entrySet()) {
                if (before != null) {
                    double from = Math.max(before.getKey(), lowest / 16);
                    double jump = Math.abs(step.getValue().result.cost()
                            - before.getValue().result.cost());
                    if (jump > widest && step.getKey() / from > SAME) {
                        widest = jump;
                        between = Math.sqrt(from * step.getKey());
                    }
                }
                before = step;
            }
            if (Double.isNaN(between)) {
                return;
            }
            add(between);
        }
    }

    private void add(double price) {
        Plan plan = induction.plan(price).pruned();
        steps.put(price, new Step(price, plan, plan.replay(table, calibrated)));
    }
}
