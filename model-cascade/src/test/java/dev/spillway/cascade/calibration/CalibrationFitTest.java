package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationFitTest {
    private static OutcomeLog log(SyntheticLog.Kind kind, int models, int queries) {
        return SyntheticLog.of(kind, models, queries, 21).byCost();
    }

    private static CalibrationFit.Fitted fit(OutcomeLog log) {
        return CalibrationFit.fit(log, null);
    }

    @ParameterizedTest
    @EnumSource
    void pointsRiseFromTheCheapestToTheBest(SyntheticLog.Kind kind) {
        for (int models = 2; models <= 5; models++) {
            List<OperatingPoint> points =
                    fit(log(kind, models, 300)).calibration().points();

            for (int at = 1; at < points.size(); at++) {
                assertThat(points.get(at).cost())
                        .isGreaterThan(points.get(at - 1).cost());
                assertThat(points.get(at).quality())
                        .isGreaterThan(points.get(at - 1).quality());
                assertThat(points.get(at).price()).isLessThan(points.get(at - 1).price());
            }
        }
    }

    @Test
    void beginsWithTheCheapestModelAlone() {
        OutcomeLog log = log(SyntheticLog.Kind.PLAIN, 3, 500);
        Calibration calibration = fit(log).calibration();

        assertThat(calibration.cheapest().entry()).isZero();
        assertThat(calibration.cheapest().rules()).containsOnly(TierRule.ACCEPT_ALL);
        assertThat(calibration.cheapest().cost())
                .isCloseTo(calibration.models().getFirst().cost(), within(1e-12));
    }

    @Test
    void theSameLogGivesTheSameCalibration() {
        OutcomeLog log = log(SyntheticLog.Kind.PLAIN, 4, 400);

        assertThat(fit(log)).isEqualTo(fit(log));
    }

    @Test
    void aDearerModelThatIsWorseIsAskedByNoPoint() {
        OutcomeLog log = log(SyntheticLog.Kind.PLAIN, 2, 800);
        OutcomeLog.Column small = log.of("m0");
        OutcomeLog.Column worse = new OutcomeLog.Column(
                small.correct().clone(),
                small.confidence().clone(),
                small.cost().clone(),
                small.latencyMillis());
        for (int row = 0; row < 800; row++) {
            worse.correct()[row] = row % 3 == 0 ? 0 : worse.correct()[row];
            worse.cost()[row] *= 1.5;
        }
        OutcomeLog three = Logs.of(log.scale(), "m0", small, "worse", worse, "m1", log.of("m1"));
        Calibration calibration = fit(three).calibration();

        assertThat(calibration.names()).containsExactly("m0", "worse", "m1");
        assertThat(calibration.points())
                .allSatisfy(point -> assertThat(Logs.asked(point)).doesNotContain(1));
    }

    @Test
    void whatBothModelsMissStaysWithTheSmallOne() {
        int rows = 900;
        double[] sure = IntStream.range(0, rows)
                .mapToDouble(row -> 0.1 + 0.4 * (row % 3))
                .toArray();
        double[] small = IntStream.range(0, rows)
                .mapToDouble(row -> row % 3 == 2 && row % 30 != 2 ? 1 : 0)
                .toArray();
        double[] large = IntStream.range(0, rows)
                .mapToDouble(row -> row % 3 == 0 ? 0 : 1)
                .toArray();
        OutcomeLog log = Logs.of(
                ConfidenceScale.PROBABILITY,
                "small",
                Logs.column(small, sure, 1),
                "large",
                Logs.column(large, sure, 1.2));
        Calibration calibration = fit(log).calibration();

        // a third is beyond both: asking the large one for everything gains a third more right answers than half of it
        assertThat(calibration.best().quality()).isCloseTo(2.0 / 3, within(0.03));
    }

    @Test
    void uselessConfidenceLeavesTheSingleModels() {
        OutcomeLog log = log(SyntheticLog.Kind.ALL_USELESS, 2, 2000);
        CalibrationFit.Fitted fitted = fit(log);

        assertThat(fitted.calibration().points())
                .allSatisfy(point -> assertThat(Logs.asked(point)).hasSize(1));
        assertThat(fitted.remarks())
                .hasSize(2)
                .allMatch(remark -> remark.contains("does not tell right answers from wrong ones"));
    }

    @Test
    void aTieIsEscalatedWholeOrNotAtAll() {
        OutcomeLog log = log(SyntheticLog.Kind.AGREEMENT, 2, 1000);
        Calibration calibration = fit(log).calibration();
        ModelCalibration model = calibration.models().getFirst();

        for (OperatingPoint point : calibration.points()) {
            for (double share = 0.2; share <= 1; share += 0.2) {
                double calibrated = model.calibrated(share, log.scale());
                assertThat(point.rules().getFirst().next(calibrated))
                        .isEqualTo(point.rules().getFirst().next(model.calibrated(share, log.scale())));
            }
            assertThat(point.rules().getFirst().escalations().size()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void queriesThatAModelLacksCountForCalibrationOnly() {
        OutcomeLog log = log(SyntheticLog.Kind.PLAIN, 2, 400);
        OutcomeLog.Column large = log.of("m1");
        for (int row = 0; row < 100; row++) {
            large.correct()[row] = Double.NaN;
            large.cost()[row] = Double.NaN;
        }
        CalibrationFit.Fitted fitted = fit(log);

        assertThat(fitted.remarks())
                .contains("100 of 400 queries lack an outcome of some model (m1: 100); they count for calibration, not"
                        + " for thresholds");
        assertThat(fitted.calibration().models().get(0).rows()).isEqualTo(400);
        assertThat(fitted.calibration().models().get(1).rows()).isEqualTo(300);
    }

    @Test
    void theForecastIsHonest() {
        double gap = 0;
        int seeds = 20;
        for (int seed = 0; seed < seeds; seed++) {
            OutcomeLog all = SyntheticLog.of(SyntheticLog.Kind.PLAIN, 2 + seed % 4, 4400, seed)
                    .byCost();
            Calibration calibration =
                    fit(all.pick(IntStream.range(0, 400).toArray())).calibration();
            Replay replay =
                    new Replay(calibration, all.pick(IntStream.range(400, 4400).toArray()));
            for (OperatingPoint point : calibration.points()) {
                gap += (point.quality() - replay.of(point).point().quality())
                        / calibration.points().size()
                        / seeds;
            }
        }
        assertThat(gap).isCloseTo(0, within(0.015));
    }

    @Test
    void tellsWhatShareEachTierAccepts() {
        OutcomeLog log = log(SyntheticLog.Kind.PLAIN, 3, 600);
        Calibration calibration = fit(log).calibration();

        assertThat(calibration.cheapest().accepted()).containsExactly(1.0, Double.NaN, Double.NaN);
        for (OperatingPoint point : calibration.points()) {
            int first = point.entry();
            long sure = Arrays.stream(log.of("m" + first).confidence())
                    .map(confidence -> calibration.models().get(first).calibrated(confidence, log.scale()))
                    .filter(calibrated -> point.rules().get(first).next(calibrated) == TierRule.ACCEPT)
                    .count();
            assertThat(point.accepted().get(first)).isCloseTo(sure / 600.0, within(1e-9));
        }
    }

    @Test
    void refusesALogThatIsNoCascade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(log(SyntheticLog.Kind.PLAIN, 2, 100).withModels(List.of("m0"))))
                .withMessageContaining("2 to 5 tiers; the log has 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(log(SyntheticLog.Kind.PLAIN, 2, 29)))
                .withMessageContaining("only 29 queries");
    }

    @Test
    void aPointIsPickedByQualityByCostOrByPrice() {
        Calibration calibration = fit(log(SyntheticLog.Kind.PLAIN, 3, 800)).calibration();
        OperatingPoint middle = calibration.points().get(calibration.points().size() / 2);

        assertThat(calibration.withQuality(middle.quality())).contains(middle);
        assertThat(calibration.withQuality(1.0)).isEmpty();
        assertThat(calibration.withCost(middle.cost())).contains(middle);
        assertThat(calibration.withCost(calibration.cheapest().cost() / 2)).isEmpty();
        assertThat(calibration.atPrice(0)).isEqualTo(calibration.best());
        assertThat(calibration.atPrice(1e12)).isEqualTo(calibration.cheapest());
        assertThat(calibration.best()).isEqualTo(calibration.points().getLast());
    }
}
