package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a calibration comes to on queries that it has not seen, over all the ways in which logs are odd. */
class HeldOutAreaTest {
    private static final int TRAINING = 600;
    private static final int TEST = 4000;
    private static final int SEEDS = 6;

    /** Means over the seeds. */
    private record Means(double cascade, double randomMix, double hull, double oracle) {
        static Means of(SyntheticLog.Kind kind, int models) {
            double[] sum = new double[4];
            for (int seed = 0; seed < SEEDS; seed++) {
                Evaluation.Areas areas = areas(kind, models, seed);
                sum[0] += areas.cascade() / SEEDS;
                sum[1] += areas.randomMix() / SEEDS;
                sum[2] += areas.hull() / SEEDS;
                sum[3] += areas.oracle() / SEEDS;
            }
            return new Means(sum[0], sum[1], sum[2], sum[3]);
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
            System.out.println(kind + " " + models + " " + means);
            assertThat(means.cascade).as("%s, %d models", kind, models).isLessThan(means.hull + 0.004);
            assertThat(means.oracle).isLessThan(means.cascade);
        }
    }
}
