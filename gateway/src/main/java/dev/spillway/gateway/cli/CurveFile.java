package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.ErrorCostCurve;
import dev.spillway.cascade.calibration.Evaluation;
import java.util.Locale;

/** The error–cost curves as comma-separated values: {@code series,cost,accuracy,error}, a row for each corner. */
final class CurveFile {
    private final StringBuilder text = new StringBuilder("series,cost,accuracy,error\n");

    private CurveFile() {}

    static String csv(Evaluation evaluation) {
        CurveFile file = new CurveFile();
        file.add("cascade", evaluation.curve());
        file.add("random mix", evaluation.randomMix());
        file.add("oracle", evaluation.oracle());
        evaluation
                .models()
                .forEach(model -> file.add(
                        "\"model " + model.model().replace("\"", "\"\"") + '"', model.cost(), model.quality()));
        return file.text.toString();
    }

    private void add(String series, ErrorCostCurve curve) {
        curve.points().forEach(point -> add(series, point.cost(), point.quality()));
    }

    private void add(String series, double cost, double quality) {
        text.append(String.format(Locale.ROOT, "%s,%s,%.6f,%.6f%n", series, cost, quality, 1 - quality));
    }
}
