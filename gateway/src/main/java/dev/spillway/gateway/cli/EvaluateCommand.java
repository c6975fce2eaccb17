package dev.spillway.gateway.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.spillway.cascade.calibration.Calibration;
import dev.spillway.cascade.calibration.ErrorCostCurve;
import dev.spillway.cascade.calibration.Evaluation;
import dev.spillway.cascade.calibration.EvaluationTree;
import dev.spillway.cascade.calibration.Evaluator;
import dev.spillway.cascade.calibration.OutcomeLog;
import dev.spillway.gateway.config.load.CalibrationFile;
import dev.spillway.gateway.config.shape.Durations;
import dev.spillway.gateway.config.shape.Misread;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway evaluate}: what a calibration comes to on a log that it was not made from. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Replays every operating point of a calibration on a log of outcomes that it was not made from.",
            "Rows that can't be used are told by line and left out."
        },
        exitCodeListHeading = "%nEnds with status:%n",
        exitCodeList = {"0:evaluated", "2:the log, the calibration or an option can't be used"})
public final class EvaluateCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;
    private static final double NANOS_A_MILLI = 1e6;

    @Mixin
    private final OutcomeLogOptions outcomes = new OutcomeLogOptions();

    @Option(
            names = "--calibration",
            required = true,
            paramLabel = "FILE.yaml",
            description = "What ./spillway calibrate wrote. It says what the column confidence holds.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path calibrationFile;

    @Option(
            names = "--cost-range",
            split = ",",
            arity = "1",
            paramLabel = "COST",
            description =
                    "The interval of mean cost for the areas: lo,hi. Else from the cheapest to the dearest model's.")
    private List<Double> costRange = List.of();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description =
                    "Also tell the share of queries that take longer: 800ms, 2s; a bare number is in milliseconds.")
    private @Nullable String budget;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Option(names = "--curve", paramLabel = "FILE.csv", description = "Write the error–cost curves.")
    private @Nullable Path curve;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Draw the error–cost curves.")
    private @Nullable Path plot;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return evaluate(err);
        } catch (IllegalArgumentException refused) {
            err.println(refused.getMessage());
            return UNUSABLE;
        } catch (IOException cause) {
            err.println("a file can't be written: " + cause);
            return UNUSABLE;
        } finally {
            err.flush();
        }
    }

    private int evaluate(PrintWriter err) throws IOException {
        Evaluator.Settings settings = new Evaluator.Settings(range(), budgetMillis());
        Calibration calibration;
        switch (CalibrationFile.read(calibrationFile)) {
            case CalibrationFile.Read.Whole whole -> calibration = whole.calibration();
            case CalibrationFile.Read.Unreadable unreadable -> {
                err.print(unreadable.problem().render());
                return UNUSABLE;
            }
        }
        OutcomeLog log = outcomes.read(calibration.scale(), err);
        if (log == null) {
            return UNUSABLE;
        }
        Evaluation evaluation = Evaluator.evaluate(calibration, log, settings);
        print(evaluation);
        if (curve != null) {
            Files.writeString(curve, CurveFile.csv(evaluation));
        }
        if (plot != null) {
            Files.writeString(plot, CurvePlot.svg(evaluation));
        }
        return 0;
    }

    private void print(Evaluation evaluation) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        double fitMillis = CalibrationFile.fitMillis(calibrationFile);
        if (json) {
            Map<String, Object> tree = EvaluationTree.of(evaluation);
            if (!Double.isNaN(fitMillis)) {
                tree.put("fitMillis", fitMillis);
            }
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(tree));
        } else {
            EvaluationReport.print(evaluation, fitMillis, out);
        }
        out.flush();
    }

    private ErrorCostCurve.@Nullable CostRange range() {
        return switch (costRange.size()) {
            case 0 -> null;
            case 2 -> new ErrorCostCurve.CostRange(costRange.get(0), costRange.get(1));
            default -> throw new IllegalArgumentException("--cost-range takes two costs, lo,hi; not " + costRange);
        };
    }

    private double budgetMillis() {
        if (budget == null) {
            return Double.NaN;
        }
        try {
            return budget.matches("[0-9.]+")
                    ? Double.parseDouble(budget)
                    : new Durations().read(budget).toNanos() / NANOS_A_MILLI;
        } catch (NumberFormatException | Misread wrong) {
            throw new IllegalArgumentException("--budget is " + budget + ", not a duration, such as 150ms", wrong);
        }
    }
}
