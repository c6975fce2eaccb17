package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.ConfidenceScale;
import dev.spillway.cascade.calibration.OutcomeLog;
import dev.spillway.cascade.calibration.OutcomeLogReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a log of outcomes, and its reading: every bad row is told by its line. */
final class OutcomeLogOptions {
    @Option(
            names = "--log",
            required = true,
            paramLabel = "FILE.csv",
            description =
                    "The outcomes: query_id,model,correct,confidence,cost,latency_ms, a row for each query and model.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path log;

    Path file() {
        return log;
    }

    /** The log; null where there is none that can be used, which has then been said. */
    @Nullable
    OutcomeLog read(ConfidenceScale scale, PrintWriter err) {
        OutcomeLogReader.Reading reading;
        try (Reader source = Files.newBufferedReader(log)) {
            reading = OutcomeLogReader.read(source, scale);
        } catch (NoSuchFileException _) {
            err.println(log + ": there is no such file");
            return null;
        } catch (CharacterCodingException _) {
            err.println(log + ": the file is not UTF-8");
            return null;
        } catch (IOException cause) {
            err.println(log + ": the file can't be read: " + cause.getMessage());
            return null;
        }
        report(reading, scale, err);
        return reading.log().queries().isEmpty() ? null : reading.log();
    }

    private void report(OutcomeLogReader.Reading reading, ConfidenceScale scale, PrintWriter err) {
        List<OutcomeLogReader.Problem> problems = reading.problems();
        problems.forEach(problem -> err.println(log + ":" + problem.line() + ": " + problem.what()));
        if (reading.log().queries().isEmpty()) {
            err.println(log + ": there is no row that can be used");
        } else if (!problems.isEmpty()) {
            err.printf("%d of %d rows left out%n", problems.size(), reading.rows());
        }
        if (scale == ConfidenceScale.PROBABILITY
                && problems.stream()
                                        .filter(problem -> problem.what().startsWith("confidence is -"))
                                        .count()
                                * 2
                        > reading.rows()) {
            err.println("help: the confidences look like logarithms of probabilities; say --confidence logprob");
        }
    }
}
