package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.Evaluation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What an evaluation found, for people. */
final class EvaluationReport {
    private final Evaluation evaluation;
    private final PrintWriter out;

    private EvaluationReport(Evaluation evaluation, PrintWriter out) {
        this.evaluation = evaluation;
        this.out = out;
    }

    static void print(Evaluation evaluation, double fitMillis, PrintWriter out) {
        EvaluationReport report = new EvaluationReport(evaluation, out);
        out.printf(
                Locale.ROOT,
                "%d queries%s%n%n",
                evaluation.queries(),
                evaluation.incomplete() == 0
                        ? ""
                        : "; " + evaluation.incomplete() + " more lack an outcome of some model and were left out");
        report.models();
        report.points();
        report.areas();
        report.rest(fitMillis);
    }

    private void models() {
        out.printf(
                Locale.ROOT,
                "%-24s %8s %11s %7s %15s %12s %9s %9s %9s%n",
                "model",
                "quality",
                "cost",
                "AUROC",
                "(95 %)",
                "calibr.error",
                "raw error",
                "p50 ms",
                "p95 ms");
        for (Evaluation.OfModel model : evaluation.models()) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %8.4f %11.4g %7.3f %15s %12s %9s %9s %9s%n",
                    model.model(),
                    model.quality(),
                    model.cost(),
                    model.auroc().value(),
                    String.format(
                            Locale.ROOT,
                            "%.3f to %.3f",
                            model.auroc().low(),
                            model.auroc().high()),
                    shown("%.4f", model.calibrationError()),
                    shown("%.4f", model.rawCalibrationError()),
                    shown("%.1f", model.latency().p50Millis()),
                    shown("%.1f", model.latency().p95Millis()));
        }
        out.println();
    }

    private void points() {
        out.printf(
                Locale.ROOT,
                "%11s %8s   %11s %8s %9s %9s %8s%n",
                "cost",
                "quality",
                "(expected)",
                "",
                "p50 ms",
                "p95 ms",
                "late");
        evaluation.points().forEach(this::point);
        Evaluation.OfPoint guaranteed = evaluation.guaranteed();
        if (guaranteed != null) {
            out.println("the certified one:");
            point(guaranteed);
        }
        out.println();
    }

    private void point(Evaluation.OfPoint point) {
        out.printf(
                Locale.ROOT,
                "%11.4g %8.4f   %11.4g %8.4f %9s %9s %8s%n",
                point.cost(),
                point.quality(),
                point.expectedCost(),
                point.expectedQuality(),
                shown("%.1f", point.latency().p50Millis()),
                shown("%.1f", point.latency().p95Millis()),
                shown("%.1f%%", 100 * point.latency().overBudget()));
    }

    private void areas() {
        Evaluation.Areas areas = evaluation.areas();
        out.printf(
                Locale.ROOT,
                "error–cost area from %.4g to %.4g (less is better):%n",
                evaluation.range().low(),
                evaluation.range().high());
        out.printf(Locale.ROOT, "  cascade            %.5f%n", areas.cascade());
        out.printf(Locale.ROOT, "  … with level ends  %.5f%n", areas.levelEnds());
        out.printf(Locale.ROOT, "  random mix         %.5f%n", areas.randomMix());
        out.printf(Locale.ROOT, "  best mix           %.5f%n", areas.hull());
        out.printf(Locale.ROOT, "  oracle             %.5f%n", areas.oracle());
        double beyond = beyond();
        if (beyond > 0.005) {
            out.printf(
                    Locale.ROOT,
                    "  %.0f %% of the interval lie beyond the points; there the curve is only continued%n",
                    100 * beyond);
        }
        out.println();
    }

    /** The share of the interval that no two points enclose. */
    private double beyond() {
        List<Double> costs = evaluation.points().stream()
                .map(Evaluation.OfPoint::cost)
                .sorted()
                .toList();
        double low = evaluation.range().low();
        double high = evaluation.range().high();
        double inside = Math.min(high, costs.getLast()) - Math.max(low, costs.getFirst());
        return 1 - Math.max(0, inside) / (high - low);
    }

    private void rest(double fitMillis) {
        Evaluation.Recovery recovery = evaluation.recovery();
        Evaluation.Saving saving = evaluation.saving();
        out.printf(
                Locale.ROOT,
                "APGR %s; half of the gap for %s of the money, four fifths for %s%n",
                shown("%.3f", recovery.apgr()),
                shown("%.1f%%", 100 * recovery.cpt50()),
                shown("%.1f%%", 100 * recovery.cpt80()));
        out.printf(
                Locale.ROOT,
                "saving where as good as the largest model: %.1f %% (95 %%: %.1f to %.1f)%n",
                100 * saving.value(),
                100 * saving.low(),
                100 * saving.high());
        out.printf(Locale.ROOT, "mean calibration error %s%n", shown("%.4f", evaluation.calibrationError()));
        if (!Double.isNaN(fitMillis)) {
            out.printf(Locale.ROOT, "the fit took %.1f ms%n", fitMillis);
        }
    }

    private static String shown(String format, double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }
}
