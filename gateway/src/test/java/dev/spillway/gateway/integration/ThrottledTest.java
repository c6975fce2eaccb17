package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpServer;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that says when to come back is left alone until then, and the caller learns it. */
class ThrottledTest {
    @TempDir
    private static Path directory;

    private static final List<Long> ASKED = Collections.synchronizedList(new ArrayList<>());
    private static HttpServer service;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean busy = exchange.getRequestURI().getPath().endsWith("/always");
            if (!busy) {
                ASKED.add(System.nanoTime());
                busy = ASKED.size() <= 3;
            }
            byte[] body = "{\"label\": \"ok\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            if (busy) {
                exchange.getResponseHeaders().set("retry-after", "2");
            }
            exchange.sendResponseHeaders(busy ? 429 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        gateway =
                new RunningGateway(directory, """
                    offload: { directory: tasks }
                    backends:
                      busy: { protocol: http-json, url: "http://127.0.0.1:%1$d/sometimes", most: 5s }
                      overrun: { protocol: http-json, url: "http://127.0.0.1:%1$d/always", most: 5s }
                    routes:
                      later:
                        budget: { default: 5s, most: 5s }
                        flow: { label: { call: busy } }
                        offload: { backend: busy, input: {}, attempts: 2, backoff: { first: 100ms, most: 200ms } }
                      now:
                        budget: { default: 5s, most: 5s }
                        flow: { label: { call: overrun } }
                    """.formatted(service.getAddress().getPort()));
    }

    @AfterAll
    static void end() {
        gateway.close();
        service.stop(0);
    }

    @Test
    void aTaskWaitsAsLongAsItIsToldAndUsesUpNoAttempt() throws Exception {
        HttpResponse<String> reply = gateway.send("/v1/tasks", "{\"route\": \"later\", \"input\": {}}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        Task task = task(gateway.get("/v1/tasks/" + task(reply).getHandle() + "?wait=60s"));

        assertThat(task.getState()).as(task.toString()).isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
        assertThat(task.getAttempt()).isEqualTo(1);
        assertThat(ASKED).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(ASKED.get(i) - ASKED.get(i - 1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1_990));
        }
    }

    @Test
    void theCallerIsToldWhenToComeBack() throws Exception {
        HttpResponse<String> reply = gateway.post("now", "{\"input\": {}}");

        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.headers().firstValue("retry-after")).contains("2");
    }

    private static Task task(HttpResponse<String> reply) throws Exception {
        Task.Builder task = Task.newBuilder();
        JsonFormat.parser().merge(reply.body(), task);
        return task.build();
    }
}
