package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.proto.v1.ExecuteResponse;
import io.grpc.stub.StreamObserver;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is told to end lets the calls in flight end first. */
class DrainTest {
    private static final int CALLS = 5;

    @TempDir
    private Path directory;

    @Test
    void callsInFlightEndWithTheirAnswers() throws Exception {
        CountDownLatch asked = new CountDownLatch(2 * CALLS);
        CountDownLatch answer = new CountDownLatch(1);
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", exchange -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            byte[] body = "{\"label\": \"done\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        service.start();
        RunningGateway gateway =
                new RunningGateway(directory, """
                    backends:
                      slow:
                        protocol: http-json
                        url: "http://127.0.0.1:%d/"
                        most: 30s
                    routes:
                      slow: { budget: { most: 30s }, flow: { it: { call: slow } } }
                    """.formatted(service.getAddress().getPort()));
        List<CompletableFuture<String>> labels = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            labels.add(overGrpc(gateway));
            labels.add(overRest(gateway));
        }
        asked.await();
        assertThat(gateway.operator("/readyz").statusCode()).isEqualTo(200);

        Thread ending = Thread.ofPlatform().start(() -> gateway.gateway().close());
        awaitNotReady(gateway);
        assertThat(labels).noneMatch(CompletableFuture::isDone);
        answer.countDown();

        for (CompletableFuture<String> label : labels) {
            assertThat(label.get(20, TimeUnit.SECONDS)).contains("done");
        }
        ending.join();
        service.stop(0);
    }

    private static void awaitNotReady(RunningGateway gateway) throws InterruptedException {
        while (true) {
            try {
                if (gateway.operator("/readyz").statusCode() == 503) {
                    return;
                }
            } catch (java.io.IOException closed) {
                return; // the operators' door is closed already
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static CompletableFuture<String> overGrpc(RunningGateway gateway) {
        CompletableFuture<String> label = new CompletableFuture<>();
        gateway.grpcAsync().execute(RunningGateway.request("slow").build(), new StreamObserver<>() {
            @Override
            public void onNext(ExecuteResponse reply) {
                label.complete(reply.getAnswer().getFieldsOrThrow("label").getStringValue());
            }

            @Override
            public void onError(Throwable failure) {
                label.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                label.completeExceptionally(new AssertionError("no reply"));
            }
        });
        return label;
    }

    private static CompletableFuture<String> overRest(RunningGateway gateway) {
        HttpRequest request = HttpRequest.newBuilder(gateway.rest("/v1/routes/slow:execute"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{\"text\":\"a\"}}"))
                .build();
        return gateway.http()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() + " " + response.body());
    }
}
