package dev.spillway.cascade.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best that any choice of models could do with this log: for each mean cost the highest mean correctness, where the
 * answers of all models are known beforehand and each query is given to one of them.
 *
 * <p>A knapsack with one choice for each query, in its linear relaxation (P. Sinha, A. Zoltners, "The multiple-choice
 * knapsack problem", 1979): from each query's cheapest model, the steps along its hull are taken in order of gain for cost.
 */
final class OracleCurve {
    private record Step(double cost, double gain) {}

    private OracleCurve() {}

    static ErrorCostCurve of(Table table) {
        double cost = 0;
        double quality = 0;
        List<Step> steps = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            List<ErrorCostCurve.Point> choices = new ArrayList<>();
            for (int tier = 0; tier < table.tiers(); tier++) {
                choices.add(new ErrorCostCurve.Point(table.cost()[tier][row], table.correct()[tier][row]));
            }
            List<ErrorCostCurve.Point> hull = ErrorCostCurve.hull(choices).points();
            cost += hull.getFirst().cost();
            quality += hull.getFirst().quality();
            for (int at = 1; at < hull.size(); at++) {
                steps.add(new Step(
                        hull.get(at).cost() - hull.get(at - 1).cost(),
                        hull.get(at).quality() - hull.get(at - 1).quality()));
            }
        }
        steps.sort(Comparator.comparingDouble(step -> -step.gain / step.cost));
        List<ErrorCostCurve.Point> points = new ArrayList<>();
        points.add(new ErrorCostCurve.Point(cost / table.rows(), quality / table.rows()));
        for (Step step : steps) {
            cost += step.cost;
            quality += step.gain;
            points.add(new ErrorCostCurve.Point(cost / table.rows(), quality / table.rows()));
        }
        return ErrorCostCurve.through(points);
    }
}
