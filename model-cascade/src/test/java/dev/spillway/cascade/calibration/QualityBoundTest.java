package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class QualityBoundTest {
    private static double[] answers(int right, int rows) {
        double[] correct = new double[rows];
        Arrays.fill(correct, 0, right, 1);
        return correct;
    }

    @Test
    void isTheBoundOfClopperAndPearsonForRightAndWrong() {
        assertThat(QualityBound.lower(answers(8, 10), false, 0.05)).isCloseTo(0.4931, within(1e-4));
        assertThat(QualityBound.lower(answers(90, 100), false, 0.1)).isCloseTo(0.8501, within(1e-3));
    }

    @Test
    void allRightAndAllWrongHaveTheirClosedForm() {
        assertThat(QualityBound.lower(answers(50, 50), false, 0.1)).isCloseTo(Math.pow(0.1, 1.0 / 50), within(1e-9));
        assertThat(QualityBound.lower(answers(0, 50), false, 0.1)).isZero();
    }

    @Test
    void nothingIsPromisedFromNothing() {
        assertThat(QualityBound.lower(new double[0], false, 0.1)).isZero();
    }

    @Test
    void aStricterChanceGivesALowerBound() {
        assertThat(QualityBound.lower(answers(80, 100), false, 0.01))
                .isLessThan(QualityBound.lower(answers(80, 100), false, 0.1));
    }

    @Test
    void theBoundOfScoresLiesBelowThatOfRightAndWrong() {
        double[] scores = answers(80, 100);
        scores[0] = 0.999;

        assertThat(QualityBound.lower(scores, true, 0.1))
                .isPositive()
                .isLessThan(QualityBound.lower(answers(80, 100), false, 0.1));
    }

    @Test
    void isTooHighInNoMoreThanTheStatedShareOfDraws() {
        assertThat(missed(random -> random.nextDouble() < 0.85 ? 1 : 0, false, 0.85))
                .isLessThanOrEqualTo(0.1 + allowance());
        assertThat(missed(random -> random.nextDouble() < 0.6 ? 1 : 0.4 * random.nextDouble(), true, 0.68))
                .isLessThanOrEqualTo(0.1 + allowance());
    }

    /** Two standard errors of a share of 0.1 over the draws. */
    private static double allowance() {
        return 2 * Math.sqrt(0.1 * 0.9 / 2000);
    }

    private static double missed(ToDoubleFunction<Random> answer, boolean scored, double truth) {
        int missed = 0;
        for (int draw = 0; draw < 2000; draw++) {
            Random random = new Random(draw);
            double[] correct = new double[150];
            Arrays.setAll(correct, _ -> answer.applyAsDouble(random));
            missed += QualityBound.lower(correct, scored, 0.1) > truth ? 1 : 0;
        }
        return missed / 2000.0;
    }
}
