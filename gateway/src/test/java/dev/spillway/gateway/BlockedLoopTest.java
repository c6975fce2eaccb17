package dev.spillway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.gateway.loops.Loops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readiness tells of a loop that runs nothing, and of no load. */
class BlockedLoopTest {
    private static final long FLOOD_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long TASK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int CLIENTS = 32;

    @TempDir
    private Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer service;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        service.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        service.start();
        Path file = Files.writeString(directory.resolve("spillway.yaml"), """
            listen:
              grpc: { address: "127.0.0.1:0" }
              rest: { address: "127.0.0.1:0" }
              operator: { address: "127.0.0.1:0" }
            backends:
              one: { protocol: http-json, url: "http://127.0.0.1:%d/", readiness: "/health", most: 1s }
            routes:
              one: { budget: { most: 5s }, flow: { it: { call: one } } }
            """.formatted(
                        service.getAddress().getPort()));
        gateway = Gateway.start(file, false);
    }

    @AfterEach
    void end() {
        gateway.close();
        http.shutdownNow();
        service.stop(0);
    }

    private HttpResponse<String> operator(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.operatorPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aBlockedLoopIsNotReadyUntilItHasRunFreely() throws Exception {
        Loops.Loop blocked = gateway.loops().all().getLast();
        assertThat(operator("/readyz").statusCode()).isEqualTo(200);
        CountDownLatch end = new CountDownLatch(1);
        blocked.executor().execute(() -> {
            try {
                end.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        HttpResponse<String> readiness = until(503);
        assertThat(readiness.body()).startsWith("event loop " + blocked.index() + " has been blocked for ");
        String metrics = operator("/metrics").body();
        assertThat(metrics).doesNotContain("spillway_loop_blocked_seconds_total{loop=\"" + blocked.index() + "\"} 0.0");
        end.countDown();

        until(200);
        assertThat(operator("/metrics").body())
                .doesNotContain("spillway_loop_blocked_seconds_total{loop=\"" + blocked.index() + "\"} 0.0");
    }

    @Test
    void whileEveryLoopIsBlockedOperatorsAreAnswered() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        for (Loops.Loop loop : gateway.loops().all()) {
            loop.executor().execute(() -> {
                try {
                    end.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            assertThat(until(503).body()).contains("has been blocked for");
            assertThat(operator("/metrics").statusCode()).isEqualTo(200);
            HttpResponse<String> health = operator("/healthz");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("the event loops are busy");
        } finally {
            end.countDown();
        }
        until(200);
        assertThat(operator("/healthz").body()).doesNotContain("the event loops are busy");
    }

    private HttpResponse<String> until(int status) throws Exception {
        for (int i = 0; i < 600; i++) {
            HttpResponse<String> readiness = operator("/readyz");
            if (readiness.statusCode() == status) {
                return readiness;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("/readyz did not say " + status + " within 30 s");
    }

    @Test
    void loadAloneNeverMakesItUnready() throws Exception {
        long began = System.nanoTime();
        CountDownLatch over = new CountDownLatch(gateway.loops().all().size());
        gateway.loops().all().forEach(loop -> flood(loop, began, over));
        for (int i = 0; i < CLIENTS; i++) {
            ask(over);
        }
        List<Integer> seen = new ArrayList<>();
        while (over.getCount() > 0) {
            seen.add(operator("/readyz").statusCode());
        }
        assertThat(seen).isNotEmpty().containsOnly(200);
        assertThat(asked).hasPositiveValue();
    }

    /** Asks again and again while the flood lasts. */
    private void ask(CountDownLatch over) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.restPort() + "/v1/routes/one:execute"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{}}"))
                .build();
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((_, _) -> {
            if (over.getCount() > 0) {
                ask(over);
            }
        });
    }

    /** Task behind task, so that the loop is never idle and each beat waits its turn. */
    private static void flood(Loops.Loop loop, long began, CountDownLatch over) {
        loop.executor().execute(() -> {
            long from = System.nanoTime();
            while (System.nanoTime() - from < TASK_NANOS) {
                Thread.onSpinWait();
            }
            if (from - began < FLOOD_NANOS) {
                flood(loop, began, over);
            } else {
                over.countDown();
            }
        });
    }

    @Test
    void backendsAreAskedOnceASecondAtMost() throws Exception {
        long began = System.nanoTime();
        operator("/healthz");
        int once = asked.get();
        for (int i = 0; i < 50; i++) {
            operator("/healthz");
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        assertThat(once).isPositive();
        assertThat(asked.get()).isLessThanOrEqualTo(once * (1 + (int) seconds + 1));
    }
}
