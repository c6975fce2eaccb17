package dev.spillway.load.micro;

import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.OutcomeLog;
import dev.spillway.cascade.calibration.OutcomeLogReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Random;

/** A made-up log of outcomes, the same at each call. */
final class Outcomes {
    private static final long SEED = 7;

    private Outcomes() {}

    /** Confidences of the cheapest model, distributed as those of the log. */
    static double[] confidences(int queries) {
        Random random = new Random(SEED + 1);
        double[] said = new double[queries];
        for (int query = 0; query < queries; query++) {
            said[query] = said(-random.nextGaussian(), random);
        }
        return said;
    }

    private static double said(double ease, Random random) {
        return 1 / (1 + Math.exp(-ease - 0.7 * random.nextGaussian()));
    }

    /** Models that grow better and dearer, with confidences that say something about it. */
    static OutcomeLog of(int models, int queries) throws IOException {
        Random random = new Random(SEED);
        StringBuilder csv = new StringBuilder("query_id,model,correct,confidence,cost,latency_ms\n");
        for (int query = 0; query < queries; query++) {
            double difficulty = random.nextGaussian();
            for (int model = 0; model < models; model++) {
                double ease = 0.7 * model - difficulty;
                double right = 1 / (1 + Math.exp(-1.5 * ease));
                double said = said(ease, random);
                csv.append(String.format(
                        Locale.ROOT,
                        "q%d,m%d,%d,%.4f,%.6f,%d%n",
                        query,
                        model,
                        random.nextDouble() < right ? 1 : 0,
                        said,
                        Math.pow(3, model) * 1e-5 * (0.8 + 0.4 * random.nextDouble()),
                        20 * (model + 1)));
            }
        }
        return OutcomeLogReader.read(new StringReader(csv.toString()), ConfidenceScale.PROBABILITY)
                .log();
    }
}
