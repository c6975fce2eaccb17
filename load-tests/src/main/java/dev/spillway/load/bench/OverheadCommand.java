package dev.spillway.load.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
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
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spillway bench overhead}: what the gateway costs, beside a direct call and nginx. */
@Command(
        name = "overhead",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures what the gateway costs: the same requests, by the same client, to the same backend, directly,"
                + " through nginx (grpc_pass, proxy_pass), and through the whole gateway, round by round in one run.",
            "The gateway and nginx have processor 0 to themselves, client and backend the other. Figures of a shared"
                    + " machine are noisy: compare the rows of one run, never two runs."
        })
final class OverheadCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of each of a round's three measurements (default: ${DEFAULT-VALUE}).")
    private int seconds = 2;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Warm-up of each way, before the rounds (default: ${DEFAULT-VALUE}).")
    private int warmUp = 6;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "Requests in flight at saturation (default: ${DEFAULT-VALUE}).")
    private int inFlight = 64;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description =
                    "Only the rows whose name holds this regular expression, and the direct ones that they are compared"
                            + " to.")
    private Pattern only = Pattern.compile("");

    @Option(
            names = "--gateway-java",
            paramLabel = "OPTION",
            description = "A Java option for the gateway, such as a flight recording. May be repeated.")
    private final List<String> javaOptions = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        if (!Nginx.isInstalled()) {
            err.println("nginx is not installed (/usr/sbin/nginx), so its rows are missing; Debian's package is nginx");
        }
        var effort = new Overhead.Effort(
                inFlight, rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), only, javaOptions);
        Path directory = Files.createTempDirectory("spillway-bench");
        try (Overhead overhead = new Overhead(directory, effort)) {
            List<Row> rows = overhead.run(effort, line -> {
                err.println(line);
                err.flush();
            });
            Histogram cancels = overhead.cancelDelays();
            print(rows, cancels);
        }
        return 0;
    }

    private void print(List<Row> rows, Histogram cancels) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        double p50 = cancels.getValueAtPercentile(50) / 1_000.0;
        double p99 = cancels.getValueAtPercentile(99) / 1_000.0;
        if (json) {
            List<Object> document = new ArrayList<>(rows);
            Map<String, Object> cancel = new LinkedHashMap<>();
            cancel.put("name", "client gone, backend cancelled");
            cancel.put("delay_p50_us", p50);
            cancel.put("delay_p99_us", p99);
            document.add(cancel);
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(document));
        } else {
            out.printf(
                    "%-24s %10s %10s %12s %12s %12s %12s%n",
                    "", "", "CPU", "added p50", "added p99", "added p50", "added p99");
            out.printf(
                    "%-24s %10s %10s %12s %12s %12s %12s%n",
                    "", "requests/s", "µs/request", "one in flight", "", "half load", "");
            for (Row row : rows) {
                out.printf(
                        "%-24s %10.0f %10.1f %12.1f %12.1f %12.1f %12.1f%n",
                        row.name(),
                        row.requestsPerSecond(),
                        row.cpuMicros(),
                        row.addedP50Micros(),
                        row.addedP99Micros(),
                        row.halfP50Micros(),
                        row.halfP99Micros());
            }
            out.printf("client gone → backend cancelled: p50 %.0f µs, p99 %.0f µs%n", p50, p99);
        }
        out.flush();
    }
}
