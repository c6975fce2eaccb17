package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuaranteeTest {
    private static final int REDRAWS = 200;
    private static final double DELTA = 0.1;

    /** Of 200 draws that each miss with a chance of at most 0.1, more than 28 miss in one of 40 runs only. */
    private static final int MISSES_MOST = 28;

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "SATURATED", "SCORED"})
    void theTargetIsMissedInNoMoreThanTheStatedShareOfRedraws(SyntheticLog.Kind kind) {
        OutcomeLog population = SyntheticLog.of(kind, 3, 10_000, 11).byCost();
        double quality = target(population);
        int given = 0;
        int missed = 0;
        for (int redraw = 0; redraw < REDRAWS; redraw++) {
            Random random = new Random(redraw);
            OutcomeLog log = population.pick(
                    random.ints(500, 0, population.queries().size()).toArray());
            Calibration calibration =
                    CalibrationFit.fit(log, new Guarantee.Goal(quality, DELTA)).calibration();
            Guarantee guarantee = calibration.guarantee();
            if (guarantee != null) {
                given++;
                missed += truth(calibration, guarantee.point(), population) < quality ? 1 : 0;
            }
        }
        assertThat(given).as("guarantees given").isGreaterThan(REDRAWS / 4);
        assertThat(missed).as("of %d guarantees", given).isLessThanOrEqualTo(MISSES_MOST);
    }

    /** A target that lies between the cheapest and the best model, and is neither trivial nor out of reach. */
    private static double target(OutcomeLog population) {
        double least = Numbers.meanOfKnown(
                population.of(population.models().getFirst()).correct());
        double most =
                Numbers.meanOfKnown(population.of(population.models().getLast()).correct());
        return least + 0.6 * (most - least);
    }

    private static double truth(Calibration calibration, OperatingPoint point, OutcomeLog population) {
        return new Replay(calibration, population).of(point).point().quality();
    }

    @Test
    void aTargetOutOfReachIsRefusedWithAReason() {
        OutcomeLog log = SyntheticLog.of(SyntheticLog.Kind.PLAIN, 3, 400, 1).byCost();
        CalibrationFit.Fitted fitted = CalibrationFit.fit(log, new Guarantee.Goal(0.999, 0.05));

        assertThat(fitted.calibration().guarantee()).isNull();
        assertThat(fitted.remarks()).anyMatch(remark -> remark.contains("no operating point could be certified"));
        assertThat(fitted.calibration().points()).isNotEmpty();
    }

    @Test
    void theCertifiedPointIsTheCheapestThatHolds() {
        OutcomeLog log = SyntheticLog.of(SyntheticLog.Kind.PLAIN, 3, 4000, 1).byCost();
        double quality = target(log) - 0.02;
        Calibration calibration =
                CalibrationFit.fit(log, new Guarantee.Goal(quality, DELTA)).calibration();
        Guarantee guarantee = calibration.guarantee();

        assertThat(guarantee).isNotNull();
        assertThat(guarantee.bound()).isGreaterThanOrEqualTo(quality);
        assertThat(guarantee.rows()).isEqualTo(2000);
        assertThat(guarantee.point().cost()).isLessThan(calibration.best().cost());
        assertThat(calibration.points()).contains(guarantee.point());
    }

    @Test
    void rowsThatCertifyWereNotUsedToFit() {
        OutcomeLog log = SyntheticLog.of(SyntheticLog.Kind.PLAIN, 2, 1000, 1).byCost();
        Calibration certified =
                CalibrationFit.fit(log, new Guarantee.Goal(0.3, DELTA)).calibration();

        assertThat(certified.models()).allMatch(model -> model.rows() == 500);
        assertThat(IntStream.range(0, 2).mapToObj(certified.models()::get).map(ModelCalibration::model))
                .containsExactlyElementsOf(log.models());
    }
}
