package dev.spillway.load.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.spillway.load.process.Directories;
import dev.spillway.load.process.GatewayProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway bench pair}: what a change costs, as the ratio of two builds. */
@Command(
        name = "pair",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what a change costs: CPU time per request of two builds of the gateway, in turn in one run, on"
                + " the same processor, with the same client and backend. Prints the median of the ratios after/before"
                + " and its 95 % confidence interval.",
            "Build the commit to compare with in a checkout of its own first: git worktree add ../before COMMIT, then"
                    + " mvn -Dlint.skip -Dmaven.test.skip package in it. With --before of the same commit it shows the"
                    + " noise of the machine."
        })
final class PairCommand implements Callable<Integer> {
    @Option(
            names = "--before",
            required = true,
            paramLabel = "DIR",
            description = "The checkout of the build to compare with, built.")
    private Path before = Path.of("");

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Option(
            names = "--starts",
            paramLabel = "N",
            description = "How often both gateways are started (default: ${DEFAULT-VALUE}).")
    private int starts = 3;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "Pairs of measurements per row and start (default: ${DEFAULT-VALUE}).")
    private int pairs = 3;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of one measurement (default: ${DEFAULT-VALUE}).")
    private int seconds = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Warm-up of each row of each gateway, per start (default: ${DEFAULT-VALUE}).")
    private int warmUp = 25;

    @Option(names = "--in-flight", paramLabel = "N", description = "Requests in flight (default: ${DEFAULT-VALUE}).")
    private int inFlight = 64;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "Only the rows whose name matches this regular expression.")
    private Pattern only = Pattern.compile("");

    @Option(
            names = "--max-ratio",
            paramLabel = "R",
            description = "Exit with 1 if the median of a row's ratios is above this (default: no bound).")
    private double maxRatio = Double.POSITIVE_INFINITY;

    @Option(
            names = "--after-java",
            paramLabel = "OPTION",
            description = "A Java option for the build of this checkout only. May be repeated.")
    private final List<String> afterJava = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        var builds = new Pairs.Builds(GatewayProcess.jar(before), GatewayProcess.jar(), List.of(), afterJava);
        var effort = new Pairs.Effort(
                starts, pairs, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), inFlight, only, builds);
        Path directory = Files.createTempDirectory("spillway-bench");
        Map<String, List<Pairs.Pair>> measured = new Pairs(effort, directory, line -> {
                    err.println(line);
                    err.flush();
                })
                .run();
        Directories.remove(directory);
        if (measured.isEmpty()) {
            err.println("no row's name matches --only " + only);
            return 2;
        }
        print(measured);
        return measured.values().stream().allMatch(row -> interval(row).median() <= maxRatio) ? 0 : 1;
    }

    private static MedianInterval interval(List<Pairs.Pair> row) {
        return MedianInterval.of(row.stream().mapToDouble(Pairs.Pair::ratio).toArray());
    }

    private void print(Map<String, List<Pairs.Pair>> measured) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Object> document = new ArrayList<>();
            measured.forEach((name, row) -> document.add(object(name, row)));
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(document));
        } else {
            out.printf("%-16s %14s %14s %8s %18s %6s%n", "", "before", "after", "ratio", "95 % interval", "pairs");
            measured.forEach((name, row) -> {
                MedianInterval ratio = interval(row);
                out.printf(
                        "%-16s %11.1f µs %11.1f µs %8.3f %18s %6d%s%n",
                        name,
                        before(row),
                        after(row),
                        ratio.median(),
                        "%.3f – %.3f".formatted(ratio.low(), ratio.high()),
                        row.size(),
                        ratio.confidence() < 0.95 ? "  (too few pairs for 95 %: the whole range)" : "");
            });
        }
        out.flush();
    }

    private static Map<String, Object> object(String name, List<Pairs.Pair> row) {
        MedianInterval ratio = interval(row);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name);
        object.put("before_cpu_us_per_request", before(row));
        object.put("after_cpu_us_per_request", after(row));
        object.put("ratio_median", ratio.median());
        object.put("ratio_low", ratio.low());
        object.put("ratio_high", ratio.high());
        object.put("confidence", ratio.confidence());
        object.put("ratios", row.stream().map(Pairs.Pair::ratio).toList());
        return object;
    }

    private static double before(List<Pairs.Pair> row) {
        return MedianInterval.of(
                        row.stream().mapToDouble(Pairs.Pair::beforeMicros).toArray())
                .median();
    }

    private static double after(List<Pairs.Pair> row) {
        return MedianInterval.of(
                        row.stream().mapToDouble(Pairs.Pair::afterMicros).toArray())
                .median();
    }
}
