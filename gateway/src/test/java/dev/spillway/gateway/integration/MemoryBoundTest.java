package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What unfinished messages take of a gateway in a process of its own, whose memory the operating system counts. */
@Timeout(300)
class MemoryBoundTest {
    private static final Pattern READY = Pattern.compile("ready: grpc (\\d+), rest (\\d+), operator (\\d+)");
    private static final int CONNECTIONS = 4;
    private static final int STREAMS = 50;
    private static final int MESSAGE = 4 << 20;

    @TempDir
    private Path directory;

    @Test
    void twoHundredUnfinishedMessagesOfFourMebibytesTakeAtMostSixtyFour() throws Exception {
        Path config = Files.writeString(directory.resolve("spillway.yaml"), """
            listen:
              grpc: { address: "127.0.0.1:0", requestTimeout: 5m }
              rest: { address: "127.0.0.1:0" }
              operator: { address: "127.0.0.1:0" }
            backends:
              echo: { protocol: open-inference, address: "127.0.0.1:1", model: echo, most: 1s,
                      reply: { scores: probabilities, labels: [a, b] } }
            routes:
              one: { budget: { default: 1s, most: 2s }, flow: { intent: { call: echo, input: { text: "request.text" } } } }
            """);
        Path log = directory.resolve("log");
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms192m",
                        "-Xmx192m",
                        "-XX:+AlwaysPreTouch", // the heap is there before, so that what comes is the messages'
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.spillway.gateway.cli.Main",
                        "serve",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
            int port = port(gateway, log);
            flood(clients, port, 1, 64 << 10); // what one connection costs once, such as classes and arenas
            long idle = residentKib(gateway);
            long[] peak = {idle};
            Thread watch = Thread.startVirtualThread(() -> {
                while (gateway.isAlive() && !Thread.currentThread().isInterrupted()) {
                    peak[0] = Math.max(peak[0], residentKib(gateway));
                    try {
                        TimeUnit.MILLISECONDS.sleep(20);
                    } catch (InterruptedException enough) {
                        return;
                    }
                }
            });
            Flood flood = flood(clients, port, STREAMS, MESSAGE - 64);
            watch.interrupt();
            watch.join();
            System.out.printf(
                    "200 unfinished messages of 4 MiB: sent %d MiB, refused %d of %d; resident %d MiB idle, peak %d"
                            + " MiB, %d MiB more%n",
                    flood.sent >> 20,
                    flood.ended,
                    CONNECTIONS * STREAMS,
                    idle >> 10,
                    peak[0] >> 10,
                    (peak[0] - idle) >> 10);
            assertThat(flood.ended).as("most must go, and some may stay").isBetween(150, CONNECTIONS * STREAMS - 1);
            assertThat(peak[0] - idle).as("KiB above idle").isLessThanOrEqualTo(64 << 10);
        } finally {
            gateway.destroyForcibly().waitFor();
        }
    }

    private record Flood(long sent, int ended) {}

    private static Flood flood(ExecutorService clients, int port, int streams, int bytes) throws Exception {
        List<UnfinishedMessages> all = new ArrayList<>();
        List<Future<Long>> sending = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            UnfinishedMessages one = new UnfinishedMessages(port, streams);
            all.add(one);
            sending.add(
                    clients.submit(() -> one.send("spillway.v1.Orchestrator/Execute", MESSAGE - 16, bytes, 60_000)));
        }
        long sent = 0;
        for (Future<Long> one : sending) {
            sent += one.get();
        }
        TimeUnit.MILLISECONDS.sleep(300);
        int ended = 0;
        for (UnfinishedMessages one : all) {
            ended += one.ended();
            one.close();
        }
        return new Flood(sent, ended);
    }

    private static int port(Process gateway, Path log) throws IOException, InterruptedException {
        while (gateway.isAlive()) {
            Matcher ready = READY.matcher(Files.readString(log));
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("the gateway did not start: " + Files.readString(log));
    }

    private static long residentKib(Process process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException ended) {
            // the process is no more
        }
        return 0;
    }
}
