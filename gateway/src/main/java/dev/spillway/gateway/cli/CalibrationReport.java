package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.Auroc;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.cascade.calibration.Calibrator;
import dev.spillway.cascade.calibration.Guarantee;
import dev.spillway.cascade.calibration.ModelCalibration;
import dev.spillway.cascade.calibration.OperatingPoint;
import dev.spillway.cascade.calibration.OutcomeLog;
import dev.spillway.cascade.calibration.TierRule;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a fit found, for people. */
final class CalibrationReport {
    private CalibrationReport() {}

    static void print(CalibrationFit.Fitted fitted, OutcomeLog log, double fitMillis, PrintWriter out) {
        Calibration calibration = fitted.calibration();
        out.printf(
                Locale.ROOT,
                "%d queries, %d of them answered by all %d models; fitted in %.1f ms%n%n",
                log.queries().size(),
                log.complete().queries().size(),
                calibration.models().size(),
                fitMillis);
        out.printf(
                "%-24s %8s %11s %7s %15s %12s  %s%n",
                "model", "quality", "cost", "AUROC", "(95 %)", "calibr.error", "curve");
        calibration.models().forEach(model -> print(model, out));
        out.println();
        out.printf("%11s %8s %11s %9s  %s%n", "cost", "quality", "of LARGEST", "saves", "thresholds");
        calibration.points().forEach(point -> print(point, calibration, out));
        out.println();
        Guarantee guarantee = calibration.guarantee();
        if (guarantee != null) {
            out.printf(
                    Locale.ROOT,
                    "Certified on %d queries kept back: quality of at least %s but for a chance of %s, for %.6g a"
                            + " query.%n",
                    guarantee.rows(),
                    guarantee.quality(),
                    guarantee.delta(),
                    guarantee.point().cost());
        }
        fitted.remarks().forEach(remark -> out.println("Note: " + remark + "."));
    }

    private static void print(ModelCalibration model, PrintWriter out) {
        Auroc auroc = model.auroc();
        out.printf(
                Locale.ROOT,
                "%-24s %8.4f %11.4g %7.3f %15s %12s  %s%n",
                model.model(),
                model.quality(),
                model.cost(),
                auroc.value(),
                String.format(Locale.ROOT, "%.3f to %.3f", auroc.low(), auroc.high()),
                Double.isNaN(model.calibrationError())
                        ? "unknown"
                        : String.format(Locale.ROOT, "%.4f", model.calibrationError()),
                switch (model.calibrator()) {
                    case Calibrator.Platt platt ->
                        "Platt over " + platt.shape().name().toLowerCase(Locale.ROOT);
                    case Calibrator.Isotonic isotonic ->
                        "isotonic, " + isotonic.blocks().size() + " steps";
                    case Calibrator.Constant _ -> "none: not used";
                });
    }

    private static void print(OperatingPoint point, Calibration calibration, PrintWriter out) {
        ModelCalibration largest = calibration.models().getLast();
        out.printf(
                Locale.ROOT,
                "%11.4g %8.4f %11.3f %8.1f%%  %s%n",
                point.cost(),
                point.quality(),
                point.quality() / largest.quality(),
                100 * (1 - point.cost() / largest.cost()),
                thresholds(point, calibration.names()));
    }

    /** {@code small ≥ 0.82, else large}: what each tier that is asked accepts, and who is asked next. */
    private static String thresholds(OperatingPoint point, List<String> names) {
        StringBuilder text = new StringBuilder();
        for (int tier = point.entry(); tier < names.size(); tier++) {
            if (Double.isNaN(point.accepted().get(tier))) {
                continue;
            }
            TierRule rule = point.rules().get(tier);
            text.append(text.isEmpty() ? "" : "; ").append(names.get(tier));
            double from = 0;
            for (TierRule.Escalation escalation : rule.escalations()) {
                text.append(String.format(
                        Locale.ROOT,
                        from == 0 ? " below %.3f → %s" : ", below %.3f → %s",
                        escalation.below(),
                        names.get(escalation.to())));
                from = escalation.below();
            }
        }
        return text.toString();
    }
}
