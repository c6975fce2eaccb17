package dev.spillway.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** With confidences that are evenly distributed, {@code accept} at 0.4 accepts 0.6 of them. */
class DriftWatchTest {
    private static final double THRESHOLD = 0.4;
    private static final double EXPECTED = 0.6;
    private static final int ROWS = 5_000;

    private final DriftWatch watch = new DriftWatch(ROWS);
    private final SplittableRandom random = new SplittableRandom(7);

    /** The share that is accepted of so many answers whose confidences are made from evenly distributed ones. */
    private double hear(int count, DoubleUnaryOperator confidences) {
        int accepted = 0;
        for (int at = 0; at < count; at++) {
            double confidence = confidences.applyAsDouble(random.nextDouble());
            accepted += hear(confidence) ? 1 : 0;
        }
        return (double) accepted / count;
    }

    private boolean hear(double confidence) {
        return watch.accepts(confidence, confidence >= THRESHOLD, EXPECTED, random.nextDouble());
    }

    private int untilAlarm(DoubleUnaryOperator confidences) {
        int count = 0;
        while (!watch.isAlarmed() && count < 100_000) {
            hear(confidences.applyAsDouble(random.nextDouble()));
            count++;
        }
        return count;
    }

    @Test
    void whatWasExpectedRaisesNoAlarm() {
        for (int at = 0; at < 100_000; at++) {
            hear(random.nextDouble());
            assertThat(watch.isAlarmed()).as("after %s answers", at).isFalse();
        }
    }

    @Test
    void alarmRisesWithin500QueriesOfASwitch() {
        for (int seed = 0; seed < 100; seed++) {
            DriftWatchTest one = new DriftWatchTest();
            one.hear(2_000, even -> even);

            assertThat(one.untilAlarm(even -> even * even)).as("seed %s", seed).isLessThan(500); // 0.37 accepted
        }
    }

    @Test
    void alarmRisesWhenTooMuchIsAccepted() {
        hear(2_000, even -> even);

        assertThat(untilAlarm(Math::sqrt)).isLessThan(500);
        assertThat(watch.drift()).isGreaterThan(4);
    }

    @Test
    void shareOfAcceptedAnswersReturnsToItsGoal() {
        hear(2_000, even -> even);
        untilAlarm(even -> even * even);

        assertThat(hear(5_000, even -> even * even)).isCloseTo(EXPECTED, within(0.03));
        assertThat(watch.isAlarmed()).isTrue();
        assertThat(watch.drift()).isLessThan(-4);
    }

    @Test
    void shareIsHeldAlsoWhereManyAnswersAreEquallySure() {
        hear(2_000, even -> even);
        untilAlarm(even -> even < 0.7 ? 0.2 : 0.3);

        assertThat(hear(5_000, even -> even < 0.7 ? 0.2 : 0.3)).isCloseTo(EXPECTED, within(0.05));
    }

    @Test
    void unknownConfidencesAreTheLeastSure() {
        hear(2_000, even -> even);
        untilAlarm(even -> even < 0.6 ? Double.NaN : even);

        assertThat(hear(2_000, even -> even < 0.6 ? Double.NaN : even)).isCloseTo(EXPECTED, within(0.05));
    }

    @Test
    void alarmEndsWhenTheOldQuestionsReturn() {
        hear(2_000, even -> even);
        untilAlarm(even -> even * even);
        hear(1_000, even -> even);

        assertThat(watch.isAlarmed()).isFalse();
        assertThat(hear(5_000, even -> even)).isCloseTo(EXPECTED, within(0.03));
    }

    @Test
    void withoutAnExpectationItIsLearnt() {
        DriftWatch learning = new DriftWatch(DriftWatch.LEARN);
        for (int at = 0; at < DriftWatch.LEARN + 2 * DriftWatch.WINDOW; at++) {
            double confidence = random.nextDouble();
            learning.accepts(confidence, confidence >= THRESHOLD, Double.NaN, 0.5);
        }
        assertThat(learning.isAlarmed()).isFalse();

        for (int at = 0; at < 2 * DriftWatch.WINDOW; at++) {
            learning.accepts(0.1, false, Double.NaN, 0.5);
        }
        assertThat(learning.isAlarmed()).isTrue();
    }

    @Test
    void smallLogMakesTheWatchPatient() {
        DriftWatch patient = new DriftWatch(50);
        for (int at = 0; at < DriftWatch.WINDOW; at++) {
            boolean accept = at % 10 < 4; // 0.4 rather than 0.6, which 50 outcomes can't tell apart for sure
            patient.accepts(accept ? 0.9 : 0.1, accept, EXPECTED, 0.5);
            hear(accept ? 0.9 : 0.1);
        }

        assertThat(patient.isAlarmed()).isFalse();
        assertThat(watch.isAlarmed()).isTrue();
    }
}
