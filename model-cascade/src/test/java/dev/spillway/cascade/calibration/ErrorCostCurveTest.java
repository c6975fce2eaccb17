package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ErrorCostCurveTest {
    private static final Offset<Double> EXACT = within(1e-12);

    private static ErrorCostCurve curve(double... costsAndQualities) {
        return ErrorCostCurve.through(points(costsAndQualities));
    }

    private static List<ErrorCostCurve.Point> points(double... costsAndQualities) {
        List<ErrorCostCurve.Point> points = new ArrayList<>();
        for (int at = 0; at < costsAndQualities.length; at += 2) {
            points.add(new ErrorCostCurve.Point(costsAndQualities[at], costsAndQualities[at + 1]));
        }
        return points;
    }

    private static ErrorCostCurve.CostRange range(double low, double high) {
        return new ErrorCostCurve.CostRange(low, high);
    }

    @Test
    void isLinearBetweenItsPointsInAnyOrder() {
        ErrorCostCurve curve = curve(3, 0.9, 1, 0.5, 2, 0.8);

        assertThat(curve.quality(1.5)).isCloseTo(0.65, EXACT);
        assertThat(curve.quality(2)).isCloseTo(0.8, EXACT);
        assertThat(curve.area(range(1, 3))).isCloseTo(1 - (0.65 + 0.85) / 2, EXACT);
    }

    @Test
    void goesOnAlongItsEndSegments() {
        ErrorCostCurve curve = curve(1, 0.5, 2, 0.6, 4, 0.7);

        assertThat(curve.quality(0)).isCloseTo(0.4, EXACT);
        assertThat(curve.quality(6)).isCloseTo(0.8, EXACT);
        assertThat(curve.area(range(4, 6))).isCloseTo(0.25, EXACT);
    }

    @Test
    void neverGoesBeyondRightAndWrong() {
        ErrorCostCurve curve = curve(1, 0.5, 2, 0.9);

        assertThat(curve.quality(5)).isEqualTo(1);
        assertThat(curve.quality(-1)).isZero();
        assertThat(curve.area(range(2, 3))).isCloseTo(0.25 * 0.1 / 2, EXACT); // reaches 1 at 2.25
    }

    @Test
    void aSinglePointIsLevel() {
        assertThat(curve(2, 0.7).area(range(1, 5))).isCloseTo(0.3, EXACT);
    }

    @Test
    void pointsOfOneCostAreOne() {
        assertThat(curve(1, 0.4, 1, 0.6, 2, 0.9).points()).isEqualTo(points(1, 0.5, 2, 0.9));
    }

    @Test
    void aCurveThatFallsIsNotMended() {
        assertThat(curve(1, 0.8, 2, 0.6).area(range(1, 2))).isCloseTo(0.3, EXACT);
    }

    @Test
    void theHullIsWhatMixingAtRandomReaches() {
        ErrorCostCurve hull = ErrorCostCurve.hull(points(1, 0.5, 2, 0.55, 3, 0.9, 4, 0.85, 3, 0.7));

        assertThat(hull.points()).isEqualTo(points(1, 0.5, 3, 0.9));
    }

    @Test
    void tellsTheLeastCostOfAQuality() {
        ErrorCostCurve curve = curve(1, 0.5, 2, 0.8, 3, 0.7, 4, 0.9);

        assertThat(curve.costOf(0.65)).isCloseTo(1.5, EXACT);
        assertThat(curve.costOf(0.85)).isCloseTo(3.75, EXACT);
        assertThat(curve.costOf(0.3)).isEqualTo(1);
        assertThat(curve.costOf(0.95)).isNaN();
    }

    @Test
    void aRangeGoesUp() {
        assertThatIllegalArgumentException().isThrownBy(() -> range(2, 2)).withMessageContaining("2.0 to 2.0");
        assertThatIllegalArgumentException().isThrownBy(() -> range(-1, 2));
    }

    @Test
    void theOracleIsTheBestOfAllChoices() {
        Random random = new Random(3);
        for (int trial = 0; trial < 20; trial++) {
            OutcomeLog log = SyntheticLog.of(SyntheticLog.Kind.SPECIALISTS, 3, 6, random.nextLong());
            ErrorCostCurve oracle = OracleCurve.of(Table.of(log));
            ErrorCostCurve brute = ErrorCostCurve.hull(everyChoice(Table.of(log)));

            for (ErrorCostCurve.Point point : brute.points()) {
                assertThat(oracle.quality(point.cost())).isCloseTo(point.quality(), within(1e-9));
            }
        }
    }

    private static List<ErrorCostCurve.Point> everyChoice(Table table) {
        List<ErrorCostCurve.Point> all = new ArrayList<>();
        int choices = (int) Math.pow(table.tiers(), table.rows());
        for (int choice = 0; choice < choices; choice++) {
            double cost = 0;
            double quality = 0;
            int rest = choice;
            for (int row = 0; row < table.rows(); row++) {
                cost += table.cost()[rest % table.tiers()][row] / table.rows();
                quality += table.correct()[rest % table.tiers()][row] / table.rows();
                rest /= table.tiers();
            }
            all.add(new ErrorCostCurve.Point(cost, quality));
        }
        return all;
    }
}
