package dev.spillway.load.bench;

import dev.spillway.load.net.FreePorts;
import dev.spillway.load.net.Loops;
import dev.spillway.load.process.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The CPU time per request of two builds of the gateway, measured in turn in one run: the same requests, client and backend,
 * the same processor. Which build comes first alternates from pair to pair, so that a drift of the machine's speed strikes
 * both alike; and both are started anew several times, since what the compiler makes of a process differs from start to start.
 */
final class Pairs {
    /** How much to measure. */
    record Effort(
            int starts,
            int pairsPerStart,
            Duration length,
            Duration warmUp,
            int inFlight,
            Pattern only,
            Builds builds) {}

    /** The two builds: their jars, and the configuration that each understands, with ports still to be filled in. */
    record Builds(Path before, Path after, List<String> beforeJava, List<String> afterJava) {}

    /** CPU time per request of the two, in microseconds, one right after the other. */
    record Pair(double beforeMicros, double afterMicros) {
        double ratio() {
            return afterMicros / beforeMicros;
        }
    }

    private final Effort effort;
    private final Path directory;
    private final Consumer<String> progress;
    private final int core = Runtime.getRuntime().availableProcessors() > 1 ? 0 : -1;
    private final Map<String, List<Pair>> measured = new LinkedHashMap<>();

    Pairs(Effort effort, Path directory, Consumer<String> progress) {
        this.effort = effort;
        this.directory = directory;
        this.progress = progress;
    }

    /** Measures all rows; what was measured of each, in order. */
    Map<String, List<Pair>> run() throws IOException, InterruptedException {
        for (int start = 1; start <= effort.starts(); start++) {
            progress.accept("start " + start + " of " + effort.starts());
            try (Loops loops = new Loops(1);
                    EchoBackend backend = new EchoBackend(loops);
                    Side before = new Side(
                            "before", effort.builds().before(), effort.builds().beforeJava(), loops, backend);
                    Side after = new Side(
                            "after", effort.builds().after(), effort.builds().afterJava(), loops, backend)) {
                for (Side side : List.of(before, after)) {
                    side.warmUp();
                }
                for (String row : before.rows.keySet()) {
                    for (int pair = 0; pair < effort.pairsPerStart(); pair++) {
                        measured.computeIfAbsent(row, _ -> new ArrayList<>())
                                .add(pair(row, before, after, pair % 2 == 0));
                    }
                }
            }
        }
        return measured;
    }

    private Pair pair(String row, Side before, Side after, boolean beforeFirst)
            throws IOException, InterruptedException {
        Pair pair;
        if (beforeFirst) {
            double first = before.cpuMicros(row);
            pair = new Pair(first, after.cpuMicros(row));
        } else {
            double first = after.cpuMicros(row);
            pair = new Pair(before.cpuMicros(row), first);
        }
        progress.accept("%-24s before %6.1f µs  after %6.1f µs  ratio %.3f"
                .formatted(row, pair.beforeMicros(), pair.afterMicros(), pair.ratio()));
        return pair;
    }

    /** One of the two builds, running. */
    private final class Side implements AutoCloseable {
        private final Map<String, Target> rows = new LinkedHashMap<>();
        private final GatewayProcess gateway;
        private final OverheadTargets targets;

        Side(String name, Path jar, List<String> java, Loops loops, EchoBackend backend)
                throws IOException, InterruptedException {
            int[] ports = FreePorts.find(3);
            Path config = directory.resolve(name + ".yaml");
            Files.writeString(config, OverheadConfig.yaml(ports[0], ports[1], ports[2], backend));
            gateway = GatewayProcess.start(jar, config, core, ports[2], directory.resolve(name + ".log"), java);
            targets = new OverheadTargets(loops, effort.inFlight());
            add("grpc 1 call", () -> targets.execute(ports[0], OverheadConfig.ONE));
            add("grpc 3 calls", () -> targets.execute(ports[0], OverheadConfig.THREE));
            add("grpc cascade", () -> targets.execute(ports[0], OverheadConfig.SURE));
            add("rest 1 call", () -> targets.rest(ports[1], OverheadConfig.REST));
        }

        private void add(String row, java.util.function.Supplier<Target> target) {
            if (effort.only().matcher(row).find()) {
                rows.put(row, target.get());
            }
        }

        void warmUp() throws InterruptedException {
            for (Map.Entry<String, Target> row : rows.entrySet()) {
                load(row.getKey(), row.getValue(), effort.warmUp());
            }
        }

        double cpuMicros(String row) throws IOException, InterruptedException {
            long before = gateway.process().cpuMicros();
            long requests = load(row, Objects.requireNonNull(rows.get(row)), effort.length())
                    .latency()
                    .getTotalCount();
            return (double) (gateway.process().cpuMicros() - before) / requests;
        }

        private Generator.Result load(String row, Target target, Duration length) throws InterruptedException {
            Generator.Result result = Generator.closed(target, effort.inFlight(), length);
            if (!result.problems().isEmpty()) {
                throw new IllegalStateException(row + ": requests failed: " + result.problems());
            }
            return result;
        }

        @Override
        public void close() {
            targets.close();
            gateway.close();
        }
    }
}
