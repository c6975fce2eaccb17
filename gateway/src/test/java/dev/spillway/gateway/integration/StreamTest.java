package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.proto.v1.ExecuteStreamResponse;
import dev.spillway.proto.v1.Quality;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A streaming call hears each strictly better answer as it comes, and the final one last, over both doors. */
class StreamTest {
    @TempDir
    private Path directory;

    private final Semaphore answers = new Semaphore(0);
    private ScriptedModel model;
    private HttpServer extra;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        model = new ScriptedModel();
        extra = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        extra.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        extra.createContext("/", exchange -> {
            answers.acquireUninterruptibly();
            byte[] body = "{\"level\": \"gold\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        extra.start();
        gateway = new RunningGateway(
                directory,
                "backends:\n" + model.backend("echo", "echo")
                        + """
                          extra: { protocol: http-json, url: "http://127.0.0.1:%d/", most: 30s }
                        routes:
                          one:
                            budget: { most: 30s }
                            flow:
                              intent: { call: echo }
                              extra: { call: extra, optional: true }
                            answer: { label: "intent.label", level: "extra.?level.orValue('none')" }
                        """.formatted(extra.getAddress().getPort()));
    }

    @AfterEach
    void end() {
        answers.release(10);
        gateway.close();
        model.close();
        extra.stop(0);
    }

    @Test
    void overGrpc() {
        Iterator<ExecuteStreamResponse> replies =
                gateway.grpc().executeStream(RunningGateway.request("one").build());

        ExecuteStreamResponse first = replies.next();
        assertThat(first.getFinal()).isFalse();
        assertThat(first.getResponse().getQuality()).isEqualTo(Quality.QUALITY_PARTIAL);
        assertThat(level(first)).isEqualTo("none");

        answers.release();
        ExecuteStreamResponse last = replies.next();
        assertThat(last.getFinal()).isTrue();
        assertThat(last.getResponse().getQuality()).isEqualTo(Quality.QUALITY_FULL);
        assertThat(level(last)).isEqualTo("gold");
        assertThat(replies.hasNext()).isFalse();
    }

    @Test
    void overGrpcThePartialAnswerIsTheFinalOneWhenTimeIsUp() {
        List<ExecuteStreamResponse> replies = new java.util.ArrayList<>();
        gateway.grpc()
                .executeStream(RunningGateway.request("one")
                        .setBudget(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                        .build())
                .forEachRemaining(replies::add);

        assertThat(replies).extracting(ExecuteStreamResponse::getFinal).containsExactly(false, true);
        assertThat(replies.getLast().getResponse().getQuality()).isEqualTo(Quality.QUALITY_PARTIAL);
    }

    @Test
    void overRest() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.rest("/v1/routes/one:execute"))
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{\"text\":\"a\"}}"))
                .build();
        HttpResponse<java.util.stream.Stream<String>> response =
                gateway.http().send(request, HttpResponse.BodyHandlers.ofLines());
        Iterator<String> lines = response.body().iterator();

        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(next(lines, "event:")).contains("answer");
        assertThat(next(lines, "data:")).contains("QUALITY_PARTIAL").contains("\"none\"");
        answers.release();
        assertThat(next(lines, "event:")).contains("final");
        assertThat(next(lines, "data:")).contains("QUALITY_FULL").contains("\"gold\"");
    }

    private static String next(Iterator<String> lines, String kind) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(kind)) {
                return line;
            }
        }
        throw new AssertionError("no more " + kind);
    }

    private static String level(ExecuteStreamResponse reply) {
        return reply.getResponse().getAnswer().getFieldsOrThrow("level").getStringValue();
    }
}
