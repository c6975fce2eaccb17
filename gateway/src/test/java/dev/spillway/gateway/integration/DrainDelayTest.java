package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.TasksGrpc;
import dev.spillway.proto.v1.WatchTaskRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between the signal and the closing of the doors everyone can find out, and nothing is refused. */
class DrainDelayTest {
    private static final Duration FOREVER = Duration.ofMinutes(10); // cut short by interrupting the thread that drains
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    private Path directory;

    private ScriptedModel model;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(
                directory,
                "drain: 10s\noffload: { directory: tasks }\nbackends:\n" + model.backend("echo", "echo")
                        + model.backend("stalled", "stalled") + """
                        routes:
                          one:
                            budget: { most: 20s }
                            flow: { intent: { call: echo, input: { text: "request.text" } } }
                            offload: { backend: stalled, input: { text: "request.text" } }
                        """);
    }

    @AfterEach
    void end() {
        model.close();
        gateway.close();
    }

    private Thread drain() throws Exception {
        Thread draining = Thread.ofPlatform().start(() -> gateway.gateway().drain(FOREVER));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (fresh("/readyz").statusCode() != 503) {
            assertThat(System.nanoTime() - end)
                    .as("it never says that it drains")
                    .isNegative();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return draining;
    }

    /** Asks the operators' door on a connection of its own. */
    private HttpResponse<String> fresh(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + gateway.gateway().operatorPort() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void duringTheDelayCallsAreTakenOnNewConnectionsAndHealthChecksHearThatItEnds() throws Exception {
        assertThat(gateway.post("one", "{\"input\":{\"text\":\"a\"}}").statusCode())
                .isEqualTo(200);
        Thread draining = drain();
        for (int i = 0; i < 5; i++) {
            assertThat(fresh("/readyz").statusCode()).isEqualTo(503);
            assertThat(fresh("/metrics").body()).contains("spillway_route_latency_seconds");
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<String> reply = client.send(
                        HttpRequest.newBuilder(gateway.rest("/v1/routes/one:execute"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{\"text\":\"a\"}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(reply.headers().firstValue("connection")).contains("close");
            }
            gateway.grpc().execute(RunningGateway.request("one").build());
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            "127.0.0.1", gateway.gateway().grpcPort())
                    .usePlaintext()
                    .build();
            HealthCheckResponse health =
                    HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
            channel.shutdownNow();
            assertThat(health.getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        }
        assertThat(draining.isAlive()).isTrue();
        draining.interrupt();
        assertThat(draining.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    }

    @Test
    void watchersAreToldToComeBackAndAreNotWaitedFor() throws Exception {
        HttpResponse<String> accepted = gateway.send("/v1/tasks", "{\"route\":\"one\",\"input\":{\"text\":\"a\"}}");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String location = accepted.headers().firstValue("location").orElseThrow();
        String handle = location.substring(location.lastIndexOf('/') + 1);
        Heard<TaskEvent> task = new Heard<>();
        Heard<HealthCheckResponse> health = new Heard<>();
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", gateway.gateway().grpcPort())
                .usePlaintext()
                .build();
        TasksGrpc.newStub(channel)
                .watch(WatchTaskRequest.newBuilder().setHandle(handle).build(), task);
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), health);
        assertThat(task.next()).isInstanceOf(TaskEvent.class);
        assertThat(health.next()).isEqualTo(said(ServingStatus.SERVING));
        var events = gateway.http()
                .sendAsync(
                        HttpRequest.newBuilder(gateway.rest(location + "/events"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        var waiting = gateway.http()
                .sendAsync(
                        HttpRequest.newBuilder(gateway.rest(location + "?wait=60s"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        model.nextAsked(); // the task is being worked on, and will not end by itself

        Thread draining = drain();
        assertThat(health.next()).isEqualTo(said(ServingStatus.NOT_SERVING));
        draining.interrupt();
        assertThat(status(health.next())).isEqualTo(Status.Code.UNAVAILABLE);
        Object last = task.next();
        while (last instanceof TaskEvent) {
            last = task.next();
        }
        assertThat(status(last)).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(events.get(PATIENCE_SECONDS, TimeUnit.SECONDS).body())
                .contains("event: task")
                .endsWith("retry: 1000\n\n");
        assertThat(waiting.get(PATIENCE_SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(draining.join(Duration.ofSeconds(PATIENCE_SECONDS + 30))).isTrue();
        channel.shutdownNow();
    }

    @Test
    void anIdleConnectionIsServedOnceMoreAfterTheDoorHasClosed() throws Exception {
        int port = gateway.gateway().restPort();
        try (Socket kept = new Socket("127.0.0.1", port)) {
            assertThat(asked(kept)).contains("HTTP/1.1 404").doesNotContain("connection: close");
            Thread draining = drain();
            draining.interrupt();
            awaitRefused(port);

            assertThat(asked(kept)).contains("HTTP/1.1 404").contains("connection: close");
            assertThat(kept.getInputStream().read()).isEqualTo(-1);
            assertThat(draining.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        }
    }

    /** The head of the reply to a request of an existing connection, in lower case but for the status line. */
    private static String asked(Socket kept) throws IOException {
        kept.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        kept.getOutputStream()
                .write("GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int next = kept.getInputStream().read();
            assertThat(next)
                    .as("the connection was closed without a reply; read so far: %s", read)
                    .isNotNegative();
            read.append((char) next);
        }
        String head = read.toString();
        int length = Integer.parseInt(head.replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
        kept.getInputStream().readNBytes(length);
        return head;
    }

    private static void awaitRefused(int port) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() - end < 0) {
            try (Socket open = new Socket("127.0.0.1", port)) {
                assertThat(open.isConnected()).isTrue();
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (IOException refused) {
                return;
            }
        }
        throw new AssertionError("the door does not close");
    }

    private static HealthCheckResponse said(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }

    private static Status.Code status(Object heard) {
        assertThat(heard).isInstanceOf(Throwable.class);
        return Status.fromThrowable((Throwable) heard).getCode();
    }

    /** What a stream brought, its end included. */
    private static final class Heard<T> implements StreamObserver<T> {
        private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

        @Override
        public void onNext(T value) {
            all.add(value);
        }

        @Override
        public void onError(Throwable cause) {
            all.add(cause);
        }

        @Override
        public void onCompleted() {
            all.add("completed");
        }

        Object next() throws InterruptedException {
            Object next = all.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("nothing was heard").isNotNull();
            return next;
        }
    }
}
