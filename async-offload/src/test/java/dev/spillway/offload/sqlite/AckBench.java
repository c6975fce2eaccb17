package dev.spillway.offload.sqlite;

import dev.spillway.offload.Bytes;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Report;
import dev.spillway.offload.Retry;
import dev.spillway.offload.Terms;
import dev.spillway.offload.WallTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures durable acknowledgements a second and their latency at 1, 8 and 64 submitters in a closed loop, the rate of whole
 * lives (submit, claim, complete), and the disk's own sync beside them. To be run by hand: {@code AckBench DIRECTORY [SECONDS]}.
 * Closed loops hide waits, and other work on the machine shows: only large ratios mean anything.
 */
final class AckBench {
    private static final Terms TERMS = new Terms(Retry.doubling(5, Duration.ofSeconds(2), Duration.ofMinutes(5)));
    private static final int LATENCIES = 2_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final Path directory;
    private final long nanos;
    private final Bytes payload = Bytes.owned(new byte[1024]);

    private AckBench(Path directory, Duration each) {
        this.directory = directory;
        this.nanos = each.toNanos();
    }

    public static void main(String[] args) throws IOException {
        AckBench bench =
                new AckBench(Path.of(args[0]), Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 5));
        bench.sync();
        bench.acks(64, false); // warms up
        for (int submitters : List.of(1, 8, 64)) {
            bench.acks(submitters, true);
        }
        bench.sync();
        bench.lives(64);
        bench.vertx.close().await();
    }

    private SqliteTaskStore open(String name) throws IOException {
        return SqliteTaskStore.open(new SqliteOptions(directory.resolve(name)), vertx, new WallTime(vertx));
    }

    private NewTask task(SqliteTaskStore store) {
        return NewTask.of(store.newHandle(), "acme", "q", "k", TERMS, payload);
    }

    private void acks(int submitters, boolean print) throws IOException {
        long[] latencies = new long[LATENCIES];
        AtomicInteger acks = new AtomicInteger();
        long cpu;
        try (SqliteTaskStore store = open("acks-" + submitters + print)) {
            long end = System.nanoTime() + nanos;
            run(submitters, end, () -> {
                long began = System.nanoTime();
                return store.enqueue(task(store)).onSuccess(_ -> {
                    int at = acks.getAndIncrement();
                    latencies[at % LATENCIES] = System.nanoTime() - began;
                });
            });
            cpu = writerCpu();
        }
        if (print) {
            long[] sorted = Arrays.copyOf(latencies, Math.min(acks.get(), LATENCIES));
            Arrays.sort(sorted);
            System.out.printf(
                    "%2d submitters: %6.0f acks/s, p50 %.2f ms, p99 %.2f ms, writer's CPU %.1f us an ack%n",
                    submitters,
                    acks.get() * 1e9 / nanos,
                    at(sorted, 0.5) / 1e6,
                    at(sorted, 0.99) / 1e6,
                    cpu / 1e3 / acks.get());
        }
        remove();
    }

    private void lives(int submitters) throws IOException {
        AtomicInteger done = new AtomicInteger();
        long cpu;
        try (SqliteTaskStore store = open("lives")) {
            long end = System.nanoTime() + nanos;
            Future<?> workers = Future.all(List.of(worker(store, end, done), worker(store, end, done)));
            run(submitters, end, () -> store.enqueue(task(store)));
            workers.await();
            cpu = writerCpu();
        }
        System.out.printf(
                "whole lives: %6.0f/s, writer's CPU %.1f us a life%n",
                done.get() * 1e9 / nanos, cpu / 1e3 / done.get());
        remove();
    }

    private Future<Void> worker(SqliteTaskStore store, long end, AtomicInteger done) {
        return store.claim(new Claim("q", 64, Duration.ofSeconds(30), "w")).compose(leases -> {
            List<Future<?>> reports = leases.stream()
                    .<Future<?>>map(lease -> complete(store, lease).onSuccess(_ -> done.incrementAndGet()))
                    .toList();
            return Future.all(reports)
                    .compose(_ -> System.nanoTime() < end ? worker(store, end, done) : Future.succeededFuture());
        });
    }

    private Future<?> complete(SqliteTaskStore store, Lease lease) {
        return store.report(lease, new Report.Succeed(payload));
    }

    private interface Once {
        Future<?> run();
    }

    private void run(int submitters, long end, Once once) {
        List<Promise<Void>> ends = java.util.stream.Stream.generate(Promise::<Void>promise)
                .limit(submitters)
                .toList();
        for (Promise<Void> finished : ends) {
            Context context = ((io.vertx.core.internal.VertxInternal) vertx).createEventLoopContext();
            context.runOnContext(_ -> again(end, once, finished));
        }
        Future.all(ends.stream().map(Promise::future).toList()).await();
    }

    private static void again(long end, Once once, Promise<Void> finished) {
        if (System.nanoTime() >= end) {
            finished.complete();
            return;
        }
        once.run().onComplete(result -> {
            if (result.failed()) {
                finished.fail(result.cause());
            } else {
                again(end, once, finished);
            }
        });
    }

    /** What the writer's thread has used: on a busy machine the better figure. */
    private static long writerCpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.dumpAllThreads(false, false))
                .filter(thread -> thread.getThreadName().equals("task-store-writer"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    /** The disk's own time for 4 KiB. */
    private void sync() throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("sync.bin");
        long[] took = new long[1_000];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocate(4096);
            for (int i = 0; i < took.length; i++) {
                long began = System.nanoTime();
                channel.write(page.clear());
                channel.force(false);
                took[i] = System.nanoTime() - began;
            }
        }
        Arrays.sort(took);
        System.out.printf("disk sync of 4 KiB: p50 %.2f ms, p99 %.2f ms%n", at(took, 0.5) / 1e6, at(took, 0.99) / 1e6);
        Files.delete(file);
    }

    private void remove() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) (quantile * (sorted.length - 1))];
    }
}
