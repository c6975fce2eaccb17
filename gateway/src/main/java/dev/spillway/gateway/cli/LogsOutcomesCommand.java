package dev.spillway.gateway.cli;

import dev.spillway.cascade.calibration.LabelReader;
import dev.spillway.gateway.observe.OutcomeFileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway logs outcomes}: the gateway's own log of outcomes as the one that {@code spillway calibrate} reads. */
@Command(
        name = "outcomes",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Turns the log of outcomes that the gateway keeps (configuration: outcomes, and shadow in a cascade) into"
                    + " the one that ./spillway calibrate reads.",
            "A tier is right where it said what the label says. Without labels it is right where it said what the"
                + " reference tier said. That tier then counts as always right, its mistakes included: qualities are"
                + " relative to it, a small tier that corrects it counts as wrong, and no operating point can be"
                + " better than it.",
            "Lines that can't be used are told by line and left out."
        },
        exitCodeListHeading = "%nEnds with status:%n",
        exitCodeList = {"0:the log is written", "2:a file or an option can't be used; nothing is written"})
public final class LogsOutcomesCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE.jsonl",
            description = "What the gateway wrote. May be repeated, as for the file that was moved aside.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> from;

    @Option(
            names = "--labels",
            paramLabel = "FILE.csv",
            description =
                    "The right answers: query_id,label, where query_id is the request_id of the reply. Queries without"
                            + " a label are left out.")
    private @Nullable Path labels;

    @Option(
            names = "--reference",
            paramLabel = "MODEL",
            description = "Without labels: the tier that counts as right (default: the last tier of the cascade).")
    private @Nullable String reference;

    @Option(names = "--cascade", paramLabel = "ROUTE/BRANCH", description = "Which cascade, where the log has several.")
    private @Nullable String cascade;

    @Option(names = "--out", required = true, paramLabel = "FILE.csv", description = "Where the log goes.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Why nothing is written. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            if (labels != null && reference != null) {
                throw new Unusable("--labels and --reference exclude each other");
            }
            write(queries(err), err);
            return 0;
        } catch (Unusable unusable) {
            err.println(unusable.getMessage());
            return UNUSABLE;
        } catch (NoSuchFileException absent) {
            err.println(absent.getFile() + ": there is no such file");
            return UNUSABLE;
        } catch (IOException cause) {
            err.println("a file can't be read or written: " + cause);
            return UNUSABLE;
        } finally {
            err.flush();
        }
    }

    /** The lines of one cascade, by query. */
    private Map<String, List<OutcomeFileReader.Line>> queries(PrintWriter err) throws IOException, Unusable {
        List<OutcomeFileReader.Line> lines = new ArrayList<>();
        for (Path file : from) {
            OutcomeFileReader.Reading reading = OutcomeFileReader.read(file);
            reading.problems().forEach(problem -> err.println(file + ":" + problem.line() + ": " + problem.what()));
            lines.addAll(reading.lines());
        }
        String wanted = wanted(lines);
        Map<String, List<OutcomeFileReader.Line>> queries = new LinkedHashMap<>();
        int repeated = 0;
        for (OutcomeFileReader.Line line : lines) {
            if (!line.cascade().equals(wanted)) {
                continue;
            }
            List<OutcomeFileReader.Line> query = queries.computeIfAbsent(line.query(), _ -> new ArrayList<>());
            if (query.stream().anyMatch(one -> one.model().equals(line.model()))) {
                repeated++;
            } else {
                query.add(line);
            }
        }
        if (repeated > 0) {
            err.println(
                    repeated + " lines left out: their query had asked the same model before, and the first counts");
        }
        return queries;
    }

    private String wanted(List<OutcomeFileReader.Line> lines) throws Unusable {
        TreeSet<String> cascades = new TreeSet<>();
        lines.forEach(line -> cascades.add(line.cascade()));
        if (cascades.isEmpty()) {
            throw new Unusable("there is no outcome that can be used");
        }
        if (cascade == null && cascades.size() > 1) {
            throw new Unusable("there are several cascades; say --cascade, one of " + String.join(", ", cascades));
        }
        if (cascade != null && !cascades.contains(cascade)) {
            throw new Unusable(
                    "there is no outcome of --cascade " + cascade + "; there are " + String.join(", ", cascades));
        }
        return cascade != null ? cascade : cascades.first();
    }

    private Truth truth(Map<String, List<OutcomeFileReader.Line>> queries, PrintWriter err)
            throws IOException, Unusable {
        if (labels != null) {
            try (Reader source = Files.newBufferedReader(labels)) {
                LabelReader.Reading reading = LabelReader.read(source);
                reading.problems()
                        .forEach(problem -> err.println(labels + ":" + problem.line() + ": " + problem.what()));
                return new Truth.Labelled(reading.labels());
            }
        }
        TreeSet<String> models = new TreeSet<>();
        queries.values().forEach(query -> query.forEach(line -> models.add(line.model())));
        String model = reference != null ? reference : Truth.largest(queries.values());
        if (model == null) {
            throw new Unusable("the log does not show which tier is the last; say --reference, one of "
                    + String.join(", ", models));
        }
        if (!models.contains(model)) {
            throw new Unusable("--reference is " + model + "; the tiers are " + String.join(", ", models));
        }
        return new Truth.SaidBy(model);
    }

    private void write(Map<String, List<OutcomeFileReader.Line>> queries, PrintWriter err)
            throws IOException, Unusable {
        Truth truth = truth(queries, err);
        StringBuilder csv = new StringBuilder("query_id,model,correct,confidence,cost,latency_ms\n");
        int rows = 0;
        int unknown = 0;
        for (List<OutcomeFileReader.Line> query : queries.values()) {
            if (truth.isRight(query, query.getFirst()) == null) {
                unknown++;
                continue;
            }
            for (OutcomeFileReader.Line line : query) {
                csv.append(row(line, Boolean.TRUE.equals(truth.isRight(query, line))));
                rows++;
            }
        }
        if (unknown > 0) {
            err.println(unknown + " of " + queries.size() + " queries left out: no one knows what is right for them");
        }
        if (rows == 0) {
            throw new Unusable("there is no outcome of which anyone knows whether it is right");
        }
        Files.writeString(out, csv);
        PrintWriter print = spec.commandLine().getOut();
        print.printf("%d queries, %d rows; right is %s.%n", queries.size() - unknown, rows, truth.describes());
        print.println("Written to " + out + "; ./spillway calibrate --log " + out + " takes it.");
        print.flush();
    }

    private static String row(OutcomeFileReader.Line line, boolean right) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%s,%s,%.3f%n",
                field(line.query()),
                field(line.model()),
                right ? 1 : 0,
                Double.isNaN(line.confidence()) ? "" : line.confidence(),
                line.cost(),
                line.latencyMillis());
    }

    private static String field(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
