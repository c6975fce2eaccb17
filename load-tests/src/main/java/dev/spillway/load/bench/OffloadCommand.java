package dev.spillway.load.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.spillway.load.process.Directories;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway bench offload}: what durable tasks cost. */
@Command(
        name = "offload",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures durable tasks over gRPC, of a gateway process with its store in one directory: acknowledgements"
                + " beside the disk's own sync, whole lives, readiness with a full queue, memory over many tasks, and"
                + " synchronous answers beside tasks on the same backend.",
            "Figures of a shared machine are noisy: compare the rows of one run."
        })
final class OffloadCommand implements Callable<Integer> {
    private static final int WARM_UP_SECONDS = 10;
    private static final List<Integer> SUBMITTERS = List.of(1, 8, 64);

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of each measurement of a rate (default: ${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            description = "Tasks over which memory is watched (default: ${DEFAULT-VALUE}; a million shows more).")
    private int tasks = 50_000;

    @Option(
            names = "--queued",
            paramLabel = "N",
            description = "Tasks that wait when the gateway starts anew (default: ${DEFAULT-VALUE}).")
    private int queued = 100_000;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where the store lies, on the disk that is meant (default: a temporary directory).")
    private @Nullable Path parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Path directory = parent == null
                ? Files.createTempDirectory("spillway-offload")
                : Files.createTempDirectory(Files.createDirectories(parent), "spillway-offload");
        List<Map<String, Object>> rows = new ArrayList<>();
        try (TaskCosts costs = new TaskCosts(directory, line -> {
            err.println(line);
            err.flush();
        })) {
            measure(costs, rows);
        }
        Directories.remove(directory);
        if (json) {
            printJson(rows);
        }
        return 0;
    }

    private void measure(TaskCosts costs, List<Map<String, Object>> rows) throws IOException, InterruptedException {
        Duration length = Duration.ofSeconds(seconds);
        costs.start();
        costs.warmUp(Duration.ofSeconds(WARM_UP_SECONDS));
        add(rows, costs.disk());
        for (int submitters : SUBMITTERS) {
            add(rows, costs.acks(submitters, length));
        }
        add(rows, costs.disk());
        add(rows, costs.lives(length));
        add(rows, costs.memory(tasks));
        costs.stop();
        costs.start();
        costs.warmUpShared(Duration.ofSeconds(WARM_UP_SECONDS));
        add(rows, costs.shared(0, length));
        add(rows, costs.shared(SlotBackend.SLOTS * 1_000 / SlotBackend.SERVICE_MILLIS * seconds * 2, length));
        add(rows, costs.readiness(queued));
    }

    /** Lines are printed as they come: a run takes minutes. */
    private void add(List<Map<String, Object>> rows, Map<String, Object> row) {
        rows.add(row);
        if (!json) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(text(row));
            out.flush();
        }
    }

    private void printJson(List<Map<String, Object>> rows) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(rows));
        out.flush();
    }

    private static String text(Map<String, Object> row) {
        return row.entrySet().stream()
                .map(entry -> switch (entry.getValue()) {
                    case Double number ->
                        String.format(Locale.ROOT, "%s %.2f", entry.getKey().replace('_', ' '), number);
                    case Integer number -> entry.getKey().replace('_', ' ') + " " + number;
                    case Long number -> entry.getKey().replace('_', ' ') + " " + number;
                    default -> String.format(Locale.ROOT, "%-34s", entry.getValue());
                })
                .collect(Collectors.joining("  "));
    }
}
