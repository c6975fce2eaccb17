package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** AUROC and calibration error. */
class FiguresTest {
    private static double[] of(double... values) {
        return values;
    }

    @Test
    void aurocCountsPairsInOrderAndHalvesTies() {
        Auroc auroc = Auroc.of(of(0.1, 0.4, 0.4, 0.8, 0.9, 0.9), of(0, 0, 1, 1, 1, 0));

        // of the nine pairs of a right and a wrong answer 5 are in order, 2 tied
        assertThat(auroc.value()).isCloseTo((5 + 2 * 0.5) / 9, within(1e-12));
        assertThat(auroc.low()).isLessThan(auroc.value());
        assertThat(auroc.high()).isGreaterThan(auroc.value());
    }

    @Test
    void aConfidenceInformsOnlyWhereItsWholeIntervalIsAboveACoin() {
        Random random = new Random(1);
        double[] correct = random.ints(400, 0, 2).asDoubleStream().toArray();
        double[] noise = random.doubles(400).toArray();
        double[] signal = new double[400];
        Arrays.setAll(signal, row -> correct[row] + random.nextGaussian());
        double[] reversed = Arrays.stream(signal).map(value -> -value).toArray();

        assertThat(Auroc.of(signal, correct).isInformative()).isTrue();
        assertThat(Auroc.of(noise, correct).isInformative()).isFalse();
        assertThat(Auroc.of(reversed, correct).isInformative()).isFalse();
        assertThat(Auroc.of(reversed, correct).value())
                .isCloseTo(1 - Auroc.of(signal, correct).value(), within(1e-9));
    }

    @Test
    void aurocOfAlmostNoMistakesIsUnknown() {
        assertThat(Auroc.of(of(0.1, 0.9, 0.8, 0.7), of(0, 1, 1, 1))).isEqualTo(new Auroc(0.5, 0, 1));
    }

    @Test
    void calibrationErrorIsTheDistanceOfEachBinsMeans() {
        double[] probability = new double[100];
        double[] correct = new double[100];
        Arrays.fill(probability, 0, 50, 0.2);
        Arrays.fill(probability, 50, 100, 0.9);
        Arrays.fill(correct, 0, 20, 1); // 40 % of those said to be right in 20 %
        Arrays.fill(correct, 50, 95, 1); // 90 %, as said

        assertThat(CalibrationError.of(probability, correct)).isCloseTo(0.5 * 0.2, within(1e-12));
    }

    @Test
    void equalProbabilitiesShareABin() {
        double[] probability = new double[60];
        Arrays.fill(probability, 0.5);
        double[] correct = new double[60];
        Arrays.fill(correct, 0, 30, 1); // bins that cut the group apart would see only right, or only wrong ones

        assertThat(CalibrationError.of(probability, correct)).isCloseTo(0, within(1e-12));
        assertThat(CalibrationError.of(of(), of())).isNaN();
    }
}
