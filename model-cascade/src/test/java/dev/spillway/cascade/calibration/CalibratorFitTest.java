package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibratorFitTest {
    private static final double[] GRID =
            DoubleStream.iterate(-14, x -> x <= 14, x -> x + 0.25).toArray();

    /** Confidences between -4 and 4, right as often as the curve says. */
    private static Sample sample(int size, long seed, DoubleUnaryOperator curve) {
        Random random = new Random(seed);
        double[] spread = random.doubles(size, -4, 4).toArray();
        double[] correct = DoubleStream.of(spread)
                .map(x -> random.nextDouble() < curve.applyAsDouble(x) ? 1 : 0)
                .toArray();
        return new Sample(spread, correct);
    }

    @Test
    void aLogisticTruthIsFoundByPlatt() {
        Sample sample = sample(5000, 1, x -> Numbers.logistic(0.5 + 1.5 * x));
        Calibrator calibrator = CalibratorFit.choose(sample).fit(sample);

        assertThat(calibrator).isInstanceOf(Calibrator.Platt.class);
        assertThat(calibrator.probability(-1)).isCloseTo(Numbers.logistic(-1), within(0.03));
        assertThat(calibrator.probability(1)).isCloseTo(Numbers.logistic(2), within(0.03));
    }

    @Test
    void aStepIsFoundByIsotonicRegression() {
        Sample sample = sample(5000, 2, x -> x < 1 ? 0.2 : 0.9);
        Calibrator calibrator = CalibratorFit.choose(sample).fit(sample);

        assertThat(calibrator).isInstanceOf(Calibrator.Isotonic.class);
        assertThat(calibrator.probability(0.5)).isCloseTo(0.2, within(0.04));
        assertThat(calibrator.probability(1.5)).isCloseTo(0.9, within(0.04));
    }

    @Test
    void fewRowsAreLeftToTheSimplerCurve() {
        Sample sample = sample(120, 3, x -> Numbers.logistic(x));

        assertThat(CalibratorFit.choose(sample).fit(sample)).isInstanceOf(Calibrator.Platt.class);
    }

    @Test
    void aConfidenceThatSaysNothingIsNotUsed() {
        Sample sample = sample(1000, 4, _ -> 0.7);
        Calibrator calibrator = CalibratorFit.choose(sample).fit(sample);

        assertThat(calibrator).isInstanceOf(Calibrator.Constant.class);
        assertThat(calibrator.probability(3)).isCloseTo(0.7, within(0.05));
    }

    @Test
    void aConfidenceOfTheWrongSignIsNotUsed() {
        Sample sample = sample(1000, 5, x -> Numbers.logistic(-x));

        assertThat(CalibratorFit.choose(sample).fit(sample)).isInstanceOf(Calibrator.Constant.class);
    }

    @Test
    void separatedAnswersGiveAFiniteCurve() {
        Sample sample = sample(200, 6, x -> x > 0 ? 1 : 0);
        Calibrator calibrator = CalibratorFit.choose(sample).fit(sample);

        assertThat(DoubleStream.of(calibrator.probabilities(GRID))).allMatch(p -> p > 0 && p < 1);
    }

    @ParameterizedTest
    @EnumSource
    void noCalibratorEverFallsNorLeavesItsRange(SyntheticLog.Kind kind) {
        for (String model : SyntheticLog.of(kind, 3, 400, 8).models()) {
            OutcomeLog log = SyntheticLog.of(kind, 3, 400, 8);
            Sample sample = Sample.of(log.of(model), log.scale());
            double[] probabilities = CalibratorFit.choose(sample).fit(sample).probabilities(GRID);

            assertThat(probabilities).isSorted();
            assertThat(DoubleStream.of(probabilities)).allMatch(p -> p >= 0 && p <= 1);
        }
    }

    @Test
    void equalConfidencesAreOneGroup() {
        Sample sample = new Sample(new double[] {0, 0, 0, 0, 5, 5}, new double[] {1, 0, 1, 0, 1, 1});
        var isotonic = (Calibrator.Isotonic) IsotonicFit.fit(sample);

        assertThat(isotonic.blocks())
                .containsExactly(
                        new Calibrator.Isotonic.Block(0, 0, 0.5), new Calibrator.Isotonic.Block(5, 5, 1 - 1.0 / 8));
        assertThat(isotonic.probability(2.5)).isCloseTo((0.5 + 0.875) / 2, within(1e-12));
        assertThat(isotonic.probability(-9)).isEqualTo(0.5);
        assertThat(isotonic.probability(9)).isEqualTo(0.875);
    }

    @Test
    void scoresAreCalibratedToTheirMean() {
        Random random = new Random(7);
        double[] spread = random.doubles(3000, -3, 3).toArray();
        double[] score = DoubleStream.of(spread).map(x -> 0.3 + 0.1 * x).toArray();
        Sample sample = new Sample(spread, score);
        Calibrator calibrator = CalibratorFit.choose(sample).fit(sample);

        assertThat(calibrator.probability(-2)).isCloseTo(0.1, within(0.05));
        assertThat(calibrator.probability(2)).isCloseTo(0.5, within(0.05));
    }

    @ParameterizedTest
    @EnumSource
    void theScaleSpreadsConfidencesOutInOrder(ConfidenceScale scale) {
        double[] rising = scale == ConfidenceScale.PROBABILITY
                ? new double[] {0, 1e-9, 0.1, 0.5, 0.9, 0.99, 0.9999, 1}
                : new double[] {Double.NEGATIVE_INFINITY, -40, -3, -0.7, -0.1, -1e-4, -1e-20, 0};

        double[] spread = DoubleStream.of(rising).map(scale::spread).toArray();

        assertThat(spread).isSorted();
        assertThat(DoubleStream.of(spread)).allMatch(Double::isFinite);
        assertThat(scale.spread(Double.NaN)).isNaN();
    }

    @Test
    void aLogProbabilityIsSpreadAsItsProbabilityIs() {
        for (double p = 0.05; p < 1; p += 0.05) {
            assertThat(ConfidenceScale.LOGPROB.spread(Math.log(p)))
                    .isCloseTo(ConfidenceScale.PROBABILITY.spread(p), within(1e-9));
        }
    }
}
