package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a calibration comes to on queries that it has not seen, over all the ways in which logs are odd. */
class HeldOutAreaTest {
    private static final int TRAINING = 600;
    private static final int TEST = 2000;
    private static final int SEEDS = 4;

    /** Means over the seeds. */
    private record Means(double cascade, double levelEnds, double randomMix, double hull, double oracle) {
        static Means of(SyntheticLog.Kind kind, int models) {
            double[] sum = new double[5];
            for (int seed = 0; seed < SEEDS; seed++) {
                Evaluation.Areas areas = areas(kind, models, seed);
                sum[0] += areas.cascade() / SEEDS;
                sum[1] += areas.levelEnds() / SEEDS;
                sum[2] += areas.randomMix() / SEEDS;
                sum[3] += areas.hull() / SEEDS;
                sum[4] += areas.oracle() / SEEDS;
            }
            return new Means(sum[0], sum[1], sum[2], sum[3], sum[4]);
        }
    }

    private static Evaluation.Areas areas(SyntheticLog.Kind kind, int models, int seed) {
        OutcomeLog all = SyntheticLog.of(kind, models, TRAINING + TEST, seed).byCost();
        OutcomeLog training = all.pick(IntStream.range(0, TRAINING).toArray());
        OutcomeLog test = all.pick(IntStream.range(TRAINING, TRAINING + TEST).toArray());
        Calibration calibration = CalibrationFit.fit(training, null).calibration();
        return Evaluator.areas(calibration, test);
    }

    @ParameterizedTest
    @EnumSource
    void isNeverMateriallyWorseThanTheBestMixOfSingleModels(SyntheticLog.Kind kind) {
        for (int models = 2; models <= 5; models++) {
            Means means = Means.of(kind, models);

            assertThat(means.levelEnds).as("%s, %d models", kind, models).isLessThan(means.hull + 0.004);
            assertThat(means.cascade).as("%s, %d models", kind, models).isLessThan(means.hull + 0.004);
            assertThat(means.hull).isLessThanOrEqualTo(means.randomMix + 1e-9);
            assertThat(means.oracle).isLessThan(means.levelEnds);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "SATURATED", "AGREEMENT", "SPECIALISTS", "PARTLY_UNKNOWN"})
    void aConfidenceThatSaysSomethingIsMadeUseOf(SyntheticLog.Kind kind) {
        for (int models = 3; models <= 5; models++) {
            Means means = Means.of(kind, models);

            assertThat(means.levelEnds).as("%s, %d models", kind, models).isLessThan(means.hull - 0.005);
        }
    }

    /** The curve is continued from its last two points: were these close together, it could go anywhere. */
    @Test
    void theEndsOfTheCurveAreFirmEnoughToBeContinued() {
        for (int seed = 0; seed < 40; seed++) {
            Evaluation.Areas areas = areas(SyntheticLog.Kind.MISORDERED, 3, 100 + seed);

            assertThat(areas.cascade()).as("seed %d", seed).isLessThan(areas.levelEnds() + 0.02);
        }
    }
}
