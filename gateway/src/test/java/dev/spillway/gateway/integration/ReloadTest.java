package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.proto.v1.ExecuteResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload swaps everything at once and disturbs nobody; a bad configuration never takes effect. */
class ReloadTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;

    private ScriptedModel model;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(directory, config("one"));
    }

    @AfterEach
    void end() {
        gateway.close();
        model.close();
    }

    private String config(String version) {
        return "backends:\n" + model.backend("echo", "echo") + """
            routes:
              one:
                budget: { most: 20s }
                flow: { intent: { call: echo } }
                answer: { label: "intent.label", version: "'%s'" }
            """.formatted(version);
    }

    private void write(String text) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), """
            listen:
              grpc: { address: "127.0.0.1:0" }
              rest: { address: "127.0.0.1:0" }
              operator: { address: "127.0.0.1:0" }
            """ + text);
        Files.move(next, directory.resolve("spillway.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String version() {
        ExecuteResponse reply =
                gateway.grpc().execute(RunningGateway.request("one").build());
        return reply.getAnswer().getFieldsOrThrow("version").getStringValue();
    }

    @Test
    void nobodyIsDisturbedByReloads() throws Exception {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger answers = new AtomicInteger();
        boolean[] stopped = new boolean[1];
        List<Thread> callers = List.of(caller(failures, answers, stopped), caller(failures, answers, stopped));
        for (int i = 0; i < 20; i++) {
            write(config(i % 2 == 0 ? "two" : "one"));
            gateway.gateway().reload();
            assertThat(version()).isEqualTo(i % 2 == 0 ? "two" : "one");
            write(i % 3 == 0 ? "routes: {" : i % 3 == 1 ? config("bad").replace("call: echo", "call: ehco") : "");
            gateway.gateway().reload();
            assertThat(version()).isEqualTo(i % 2 == 0 ? "two" : "one");
        }
        stopped[0] = true;
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
        assertThat(answers.get()).isGreaterThan(20);
    }

    private Thread caller(Queue<String> failures, AtomicInteger answers, boolean[] stopped) {
        return Thread.ofPlatform().start(() -> {
            while (!stopped[0]) {
                try {
                    if (version().equals("bad")) {
                        failures.add("a bad configuration answered");
                    }
                    answers.incrementAndGet();
                } catch (StatusRuntimeException failure) {
                    failures.add(failure.toString());
                }
            }
        });
    }

    @Test
    void aChangedFileIsNoticed() throws Exception {
        write(config("two"));
        awaitVersion("two");
    }

    @Test
    void aLinkThatLeadsElsewhereNowIsNoticed() throws Exception {
        Path one = Files.createDirectory(directory.resolve("data-1"));
        Path two = Files.createDirectory(directory.resolve("data-2"));
        Path current = Files.createSymbolicLink(directory.resolve("current"), one);
        write(config("linked"));
        Files.move(directory.resolve("spillway.yaml"), one.resolve("spillway.yaml"));
        write(config("swapped"));
        Files.move(directory.resolve("spillway.yaml"), two.resolve("spillway.yaml"));
        Files.createSymbolicLink(directory.resolve("spillway.yaml"), current.resolve("spillway.yaml"));
        awaitVersion("linked");

        Path next = Files.createSymbolicLink(directory.resolve("next-link"), two);
        Files.move(next, current, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        awaitVersion("swapped");
    }

    private void awaitVersion(String wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!version().equals(wanted)) {
            assertThat(System.nanoTime() - end).as("the change was not noticed").isNegative();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
