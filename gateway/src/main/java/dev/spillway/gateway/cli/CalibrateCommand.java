package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.CalibrationFit;
import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.Guarantee;
import dev.spillway.cascade.calibration.OutcomeLog;
import dev.spillway.core.Time;
import dev.spillway.gateway.config.load.CalibrationFile;
import dev.spillway.gateway.loops.LoopTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway calibrate}: what a log of outcomes says about when to trust which model. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fits the confidences and thresholds of a cascade to a log of outcomes.",
            "Rows that can't be used are told by line and left out."
        },
        exitCodeListHeading = "%nEnds with status:%n",
        exitCodeList = {
            "0:the calibration is written",
            "2:the log or an option can't be used; nothing is written",
            "3:the calibration is written, but the guarantee could not be given"
        })
public final class CalibrateCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;
    private static final int NO_GUARANTEE = 3;
    private static final double NANOS_A_MILLI = 1e6;

    @Mixin
    private final OutcomeLogOptions outcomes = new OutcomeLogOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.yaml",
            description = "Where the calibration goes; a cascade of a route names it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(
            names = "--tiers",
            split = ",",
            paramLabel = "MODEL",
            description = "The models to use, in order, 2 to 5; else all of the log, by mean cost.")
    private List<String> tiers = List.of();

    @Option(
            names = "--confidence",
            paramLabel = "SCALE",
            description =
                    "What the column confidence holds: probability (the default) or logprob, its natural logarithm.")
    private ConfidenceScale scale = ConfidenceScale.PROBABILITY;

    @Option(
            names = "--guarantee",
            paramLabel = "Q",
            description = "Certify the cheapest point whose quality is at least Q; takes half of the queries.")
    private @Nullable Double guarantee;

    @Option(
            names = "--delta",
            paramLabel = "D",
            description = "The chance that the guarantee is wrong (default: ${DEFAULT-VALUE}).")
    private double delta = 0.1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return calibrate(err);
        } catch (IllegalArgumentException refused) {
            err.println(refused.getMessage());
            return UNUSABLE;
        } catch (IOException cause) {
            err.println(out + ": the file can't be written: " + cause);
            return UNUSABLE;
        } finally {
            err.flush();
        }
    }

    private int calibrate(PrintWriter err) throws IOException {
        Guarantee.Goal goal = guarantee == null ? null : new Guarantee.Goal(guarantee, delta);
        OutcomeLog all = outcomes.read(scale, err);
        if (all == null) {
            return UNUSABLE;
        }
        OutcomeLog log = tiers.isEmpty() ? all : all.withModels(tiers);
        Time time = new LoopTime(_ -> {});
        long start = time.nanos();
        CalibrationFit.Fitted fitted = CalibrationFit.fit(log, goal);
        double fitMillis = (time.nanos() - start) / NANOS_A_MILLI;
        CalibrationFile.write(fitted.calibration(), fitMillis, out);
        PrintWriter print = spec.commandLine().getOut();
        CalibrationReport.print(fitted, log, fitMillis, print);
        print.println("Written to " + out + "; see what it comes to on other queries with ./spillway evaluate.");
        print.flush();
        return goal != null && fitted.calibration().guarantee() == null ? NO_GUARANTEE : 0;
    }
}
