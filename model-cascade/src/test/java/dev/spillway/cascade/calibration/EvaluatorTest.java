package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Calibrator AS_IT_IS = new Calibrator.Platt(Calibrator.Shape.LOG_ODDS, 0, 1);

    private static ModelCalibration model(String name, double cost) {
        return new ModelCalibration(name, AS_IT_IS, 0.5, 0.5, cost, new Auroc(0.7, 0.6, 0.8), 0.1, 10);
    }

    /** The small model alone; unsure answers to the large one; the large model alone. */
    private static final Calibration CALIBRATION = new Calibration(
            ConfidenceScale.PROBABILITY,
            List.of(model("small", 1), model("large", 3)),
            List.of(
                    new OperatingPoint(
                            0, List.of(TierRule.ACCEPT_ALL, TierRule.ACCEPT_ALL), 0.5, 1, 9, List.of(1.0, Double.NaN)),
                    new OperatingPoint(
                            0,
                            List.of(new TierRule(List.of(new TierRule.Escalation(0.6, 1)), 1), TierRule.ACCEPT_ALL),
                            0.75,
                            2.5,
                            1,
                            List.of(0.25, 1.0)),
                    new OperatingPoint(
                            1, List.of(TierRule.ACCEPT_ALL, TierRule.ACCEPT_ALL), 0.8, 3, 0, List.of(Double.NaN, 1.0))),
            null);

    private static OutcomeLog log() {
        return Logs.of(
                ConfidenceScale.PROBABILITY,
                "small",
                Logs.column(new double[] {1, 0, 1, 0}, new double[] {0.9, 0.2, 0.5, Double.NaN}, 1),
                "large",
                Logs.column(new double[] {1, 1, 1, 0}, new double[] {0.9, 0.9, 0.9, 0.9}, 3));
    }

    private static Evaluation evaluate(Evaluator.Settings settings) {
        return Evaluator.evaluate(CALIBRATION, log(), settings);
    }

    @Test
    void replaysEveryPoint() {
        List<Evaluation.OfPoint> points = evaluate(Evaluator.Settings.DEFAULT).points();

        assertThat(points).extracting(Evaluation.OfPoint::quality).containsExactly(0.5, 0.75, 0.75);
        assertThat(points).extracting(Evaluation.OfPoint::cost).containsExactly(1.0, 1 + 3 * 3 / 4.0, 3.0);
        assertThat(points).extracting(Evaluation.OfPoint::expectedQuality).containsExactly(0.5, 0.75, 0.8);
    }

    @Test
    void areasAreOneMinusTheMeanQualityFromTheCheapestToTheDearest() {
        Evaluation evaluation = evaluate(Evaluator.Settings.DEFAULT);

        assertThat(evaluation.range()).isEqualTo(new ErrorCostCurve.CostRange(1, 3));
        assertThat(evaluation.areas().randomMix()).isCloseTo(1 - 0.625, EXACT);
        assertThat(evaluation.areas().hull()).isCloseTo(1 - 0.625, EXACT);
        // one query gains by the large model: half of the queries are right for 1, three quarters from 1.5 on
        assertThat(evaluation.areas().oracle()).isCloseTo(1 - (0.625 * 0.5 + 0.75 * 1.5) / 2, EXACT);
        // from (1, 0.5) straight through (3, 0.75) to (3.25, 0.75)
        assertThat(evaluation.areas().cascade()).isCloseTo(1 - 0.625, EXACT);
    }

    @Test
    void theRangeOfCostMayBeGiven() {
        Evaluation evaluation = evaluate(new Evaluator.Settings(new ErrorCostCurve.CostRange(1, 2), Double.NaN));

        assertThat(evaluation.areas().cascade()).isCloseTo(1 - 0.5625, EXACT);
        assertThat(evaluation.recovery().apgr()).isCloseTo(0.5, EXACT);
    }

    @Test
    void latenciesAddUpAndAreHeldAgainstTheBudget() {
        List<Evaluation.OfPoint> points =
                evaluate(new Evaluator.Settings(null, 15)).points();

        assertThat(points.get(0).latency()).isEqualTo(new Evaluation.Latency(10, 10, 0));
        assertThat(points.get(1).latency()).isEqualTo(new Evaluation.Latency(20, 20, 0.75));
    }

    @Test
    void savingIsTheCostAtWhichTheCurveIsAsGoodAsTheLargest() {
        OutcomeLog log = Logs.of(
                ConfidenceScale.PROBABILITY,
                "small",
                Logs.column(new double[] {1, 0, 1, 1}, new double[] {0.9, 0.2, 0.8, 0.7}, 1),
                "large",
                Logs.column(new double[] {1, 1, 1, 1}, new double[] {0.9, 0.9, 0.9, 0.9}, 3));
        Evaluation.Saving saving =
                Evaluator.evaluate(CALIBRATION, log, Evaluator.Settings.DEFAULT).saving();

        assertThat(saving.value()).isCloseTo(1 - 1.75 / 3, EXACT);
        assertThat(saving.low()).isLessThanOrEqualTo(saving.value());
        assertThat(saving.high()).isGreaterThanOrEqualTo(saving.value());
    }

    @Test
    void isTheSameEachTime() {
        OutcomeLog all = SyntheticLog.of(SyntheticLog.Kind.PLAIN, 3, 900, 2).byCost();
        Calibration calibration = CalibrationFit.fit(all, null).calibration();

        assertThat(Evaluator.evaluate(calibration, all, Evaluator.Settings.DEFAULT))
                .isEqualTo(Evaluator.evaluate(calibration, all, Evaluator.Settings.DEFAULT));
    }

    @Test
    void calibratingMendsWhatTheRawConfidenceGetsWrong() {
        OutcomeLog log =
                SyntheticLog.of(SyntheticLog.Kind.SATURATED, 3, 3000, 2).byCost();
        Evaluation evaluation =
                Evaluator.evaluate(CalibrationFit.fit(log, null).calibration(), log, Evaluator.Settings.DEFAULT);

        assertThat(evaluation.models())
                .allSatisfy(model ->
                        assertThat(model.calibrationError()).isLessThan(0.05).isLessThan(model.rawCalibrationError()));
        assertThat(evaluation.calibrationError()).isLessThan(0.05);
    }

    @Test
    void theTreeHasTheAreaAndLeavesOutWhatIsUnknown() {
        Map<String, Object> tree = EvaluationTree.of(evaluate(Evaluator.Settings.DEFAULT));

        assertThat(tree)
                .containsKeys("area", "areaRandomMix", "areaHull", "areaOracle", "apgr", "savingAtEqualQuality")
                .doesNotContainKey("guaranteed");
        assertThat((Double) tree.get("area")).isCloseTo(0.375, EXACT);
        Map<?, ?> point = (Map<?, ?>) ((List<?>) tree.get("points")).getFirst();
        assertThat(point.containsKey("p95Millis")).isTrue();
        assertThat(point.containsKey("overBudget")).isFalse();
    }

    @Test
    void refusesALogThatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Evaluator.evaluate(CALIBRATION, log().withModels(List.of("small")), Evaluator.Settings.DEFAULT))
                .withMessageContaining("no model \"large\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluator.evaluate(
                        CALIBRATION,
                        SyntheticLog.of(SyntheticLog.Kind.LENGTH_BIASED, 2, 9, 1),
                        Evaluator.Settings.DEFAULT))
                .withMessageContaining("are read as logprob");
    }
}
