package dev.spillway.load.bench;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.load.net.FreePorts;
import dev.spillway.load.net.Loops;
import dev.spillway.load.process.GatewayProcess;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.SubmitTaskRequest;
import dev.spillway.proto.v1.TasksGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What durable tasks cost, over the wire, of one gateway process with its store in one directory. */
final class TaskCosts implements AutoCloseable {
    private static final String BODY = "x".repeat(1024);
    private static final int BUDGET_MILLIS = 20_000;
    private static final int IN_FLIGHT = 64;
    private static final int SAMPLES = 20;
    private static final Duration SHARED_BUDGET = Duration.ofMillis(80);
    private static final double SHARED_RATE = 0.4 * SlotBackend.SLOTS * 1_000 / SlotBackend.SERVICE_MILLIS;
    private static final double MEBI = 1024.0 * 1024;
    private static final String ATTEMPTS = "spillway_task_attempt_seconds_count";

    private final Path directory;
    private final Path config;
    private final Loops loops = new Loops(1);
    private final EchoBackend echo = new EchoBackend(loops);
    private final SlotBackend slots = new SlotBackend();
    private final int[] ports = FreePorts.find(3);
    private final Operator operator = new Operator(ports[2]);
    private final Consumer<String> progress;
    private @Nullable GatewayProcess gateway;

    TaskCosts(Path directory, Consumer<String> progress) throws IOException {
        this.directory = directory;
        this.progress = progress;
        this.config = directory.resolve("spillway.yaml");
        Files.writeString(config, OffloadConfig.yaml(ports, echo, slots));
    }

    /** Starts the gateway; how long it took to be ready, in seconds. */
    double start() throws IOException, InterruptedException {
        long began = System.nanoTime();
        gateway = GatewayProcess.start(
                config,
                -1,
                ports[2],
                directory.resolve("gateway.log"),
                List.of(
                        "-Xmx512m",
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + directory.resolve("gateway.jsa"),
                        "-Xlog:cds*=off",
                        "-Xlog:aot*=off"));
        return (System.nanoTime() - began) / 1e9;
    }

    void stop() {
        gateway().close();
        gateway = null;
    }

    private GatewayProcess gateway() {
        return Objects.requireNonNull(gateway, "the gateway is not started");
    }

    /** What the disk does by itself. */
    Map<String, Object> disk() throws IOException {
        progress.accept("the disk alone");
        Histogram took = DiskSync.measure(directory);
        Map<String, Object> row = row("disk sync of 4 KiB");
        row.put("per_second", 1e9 / took.getMean());
        put(row, took);
        return row;
    }

    void warmUp(Duration length) throws InterruptedException {
        progress.accept("warming up");
        try (Target target = submit(OffloadConfig.LIVES)) {
            Generator.closed(target, IN_FLIGHT, length);
        }
    }

    /** Warms up what {@link #shared} measures. */
    void warmUpShared(Duration length) throws InterruptedException {
        progress.accept("warming up synchronous answers");
        try (Target target = execute(Duration.ofMillis(BUDGET_MILLIS))) {
            Generator.closed(target, SlotBackend.SLOTS, length);
            Generator.open(target, SHARED_RATE, length);
        }
    }

    /** Durable acknowledgements while no task runs. */
    Map<String, Object> acks(int submitters, Duration length) throws InterruptedException {
        progress.accept("acknowledgements, " + submitters + " submitters");
        try (Target target = submit(OffloadConfig.WAITING)) {
            Generator.Result result = Generator.closed(target, submitters, length);
            Map<String, Object> row = row("acks, " + submitters + " submitters");
            row.put("per_second", result.perSecond());
            put(row, result.latency());
            row.put("failed", failed(result));
            return row;
        }
    }

    /** Tasks from their submission to their success, while new ones arrive as fast as they are acknowledged. */
    Map<String, Object> lives(Duration length) throws IOException, InterruptedException {
        progress.accept("whole lives");
        double before = succeeded();
        long began = System.nanoTime();
        try (Target target = submit(OffloadConfig.LIVES)) {
            Generator.Result result = Generator.closed(target, IN_FLIGHT, length);
            awaitSucceeded(before + result.latency().getTotalCount());
            double seconds = (System.nanoTime() - began) / 1e9;
            Map<String, Object> row = row("whole lives, " + IN_FLIGHT + " submitters");
            row.put("per_second", (succeeded() - before) / seconds);
            row.put("acks_per_second", result.perSecond());
            put(row, result.latency());
            row.put("failed", failed(result));
            return row;
        }
    }

    /** The gateway's memory over many whole lives. */
    Map<String, Object> memory(int tasks) throws IOException, InterruptedException {
        progress.accept("memory over " + tasks + " tasks");
        Map<String, Object> row = row("memory over " + tasks + " tasks");
        double most = 0;
        double before = succeeded();
        try (Target target = submit(OffloadConfig.LIVES)) {
            for (int i = 1; i <= SAMPLES; i++) {
                count(target, tasks / SAMPLES);
                awaitSucceeded(before + (double) tasks / SAMPLES * i * 0.99);
                double resident = gateway().process().residentBytes() / MEBI;
                most = Math.max(most, resident);
                if (i == SAMPLES / 10 || i == SAMPLES / 2 || i == SAMPLES) {
                    row.put("resident_mib_at_" + i * 100 / SAMPLES + "_percent", resident);
                }
            }
        }
        row.put("resident_mib_most", most);
        return row;
    }

    /** Fills the queue whose tasks wait, and starts the gateway anew: how long until it is ready. */
    Map<String, Object> readiness(int queued) throws IOException, InterruptedException {
        progress.accept("readiness with " + queued + " queued tasks");
        double waiting = operator.sum("spillway_tasks_ready", "queue=\"stalled\"");
        try (Target target = submit(OffloadConfig.WAITING)) {
            count(target, Math.max(0, queued - (int) waiting));
        }
        gateway().process().kill();
        double seconds = start();
        Map<String, Object> row = row("readiness after kill -9");
        Thread.sleep(2_000); // the metric is looked at each second
        row.put("queued", operator.sum("spillway_tasks_ready", "queue=\"stalled\""));
        row.put("ready_after_seconds", seconds);
        return row;
    }

    /** Synchronous answers inside their budget, at a constant rate, beside tasks on the same backend. */
    Map<String, Object> shared(int queued, Duration length) throws IOException, InterruptedException {
        progress.accept("synchronous answers with " + queued + " tasks queued on their backend");
        try (Target tasks = submit(OffloadConfig.SHARED);
                Target target = execute(SHARED_BUDGET)) {
            count(tasks, queued);
            double before = operator.sum(ATTEMPTS, "queue=\"" + OffloadConfig.SHARED_BACKEND + "\"");
            Generator.Result result = Generator.open(target, SHARED_RATE, length);
            double ran = operator.sum(ATTEMPTS, "queue=\"" + OffloadConfig.SHARED_BACKEND + "\"") - before;
            long sent = Math.round(SHARED_RATE * length.toNanos() / 1e9);
            Map<String, Object> row = row("synchronous answers, queue " + (queued == 0 ? "empty" : "full"));
            row.put("budget_ms", SHARED_BUDGET.toMillis());
            row.put("per_second", SHARED_RATE);
            row.put("share_in_budget", (double) inBudget(result.latency()) / sent);
            put(row, result.latency());
            row.put("tasks_run_beside", ran);
            return row;
        }
    }

    private static long inBudget(Histogram latency) {
        return latency.getCountBetweenValues(0, SHARED_BUDGET.toNanos());
    }

    /** Sends so many, 64 at a time. */
    private static void count(Target target, int tasks) throws InterruptedException {
        Semaphore places = new Semaphore(IN_FLIGHT);
        AtomicReference<@Nullable String> problem = new AtomicReference<>();
        for (int i = 0; i < tasks; i++) {
            places.acquire();
            target.send(failed -> {
                if (failed != null) {
                    problem.set(failed);
                }
                places.release();
            });
        }
        places.acquire(IN_FLIGHT);
        String first = problem.get();
        if (first != null) {
            throw new IllegalStateException("a task was not acknowledged: " + first);
        }
    }

    private double succeeded() throws IOException, InterruptedException {
        return operator.sum(ATTEMPTS, "queue=\"echo\"");
    }

    private void awaitSucceeded(double count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        while (succeeded() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("only " + succeeded() + " of " + count + " tasks succeeded in ten minutes");
            }
            Thread.sleep(20);
        }
    }

    private Target submit(String route) {
        SubmitTaskRequest request =
                SubmitTaskRequest.newBuilder().setRoute(route).setInput(input()).build();
        return new GrpcTarget<>(loops.group(), ports[0], TasksGrpc.getSubmitMethod(), request, BUDGET_MILLIS);
    }

    private Target execute(Duration budget) {
        ExecuteRequest request = ExecuteRequest.newBuilder()
                .setRoute(OffloadConfig.SHARED)
                .setInput(input())
                .setBudget(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(budget.toSeconds())
                        .setNanos(budget.toNanosPart()))
                .build();
        return new GrpcTarget<>(loops.group(), ports[0], OrchestratorGrpc.getExecuteMethod(), request, BUDGET_MILLIS);
    }

    private static Struct input() {
        return Struct.newBuilder()
                .putFields("body", Value.newBuilder().setStringValue(BODY).build())
                .build();
    }

    private static Map<String, Object> row(String name) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        return row;
    }

    private static void put(Map<String, Object> row, Histogram nanos) {
        row.put("p50_ms", nanos.getValueAtPercentile(50) / 1e6);
        row.put("p99_ms", nanos.getValueAtPercentile(99) / 1e6);
    }

    private static int failed(Generator.Result result) {
        return result.problems().values().stream().mapToInt(Number::intValue).sum();
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        operator.close();
        echo.close();
        slots.close();
        loops.close();
    }
}
