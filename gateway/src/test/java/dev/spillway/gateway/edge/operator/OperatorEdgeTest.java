package dev.spillway.gateway.edge.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.OperatorDoorConfig;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.Pointer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OperatorEdgeTest {
    /** What the door answered. */
    private record Answer(int status, String head, String body) {}

    /** What the door shows, as a test wants it. */
    private static final class Sight implements OperatorEdge.Sight {
        private volatile String readiness = OperatorEdge.READY;
        private volatile Future<String> metrics = Future.succeededFuture("spillway_up 1\n");
        private volatile Future<Map<String, Backend.Health>> backends =
                Future.succeededFuture(Map.of("intent", new Backend.Health(true, "ready")));

        @Override
        public String readiness() {
            return readiness;
        }

        @Override
        public Future<Map<String, Backend.Health>> backends() {
            return backends;
        }

        @Override
        public Future<String> metrics() {
            return metrics;
        }

        @Override
        public Map<String, @Nullable Object> details() {
            return Map.of("routes", List.of("triage"));
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Sight sight = new Sight();
    private final HttpServer server = new OperatorEdge(
                    new OperatorDoorConfig(new Address("127.0.0.1", 0), List.of("gateway-0.internal")), sight)
            .server(vertx);

    @BeforeEach
    void open() throws Exception {
        server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Answer get(String path, String... headers) throws IOException {
        return ask("GET " + path, "127.0.0.1:" + server.actualPort(), headers);
    }

    private Answer ask(String methodAndPath, @Nullable String host, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            StringBuilder request = new StringBuilder(methodAndPath + " HTTP/1.1\r\nConnection: close\r\n");
            if (host != null) {
                request.append("Host: ").append(host).append("\r\n");
            }
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
            String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
            int end = reply.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(reply.substring(9, 12)), reply.substring(0, end), reply.substring(end + 4));
        }
    }

    @Test
    void readinessSpeaksOfThisProcess() throws IOException {
        sight.backends = Future.succeededFuture(Map.of("intent", new Backend.Health(false, "UNAVAILABLE")));
        assertThat(get("/readyz").status()).isEqualTo(200);
        for (String notNow : List.of("starting", "draining")) {
            sight.readiness = notNow;
            assertThat(get("/readyz").status()).isEqualTo(503);
            assertThat(get("/readyz").body()).contains(notNow);
        }
    }

    @Test
    void healthIsAliveWithDetailsWhateverTheBackendsSay() throws Exception {
        for (Future<Map<String, Backend.Health>> backends : List.<Future<Map<String, Backend.Health>>>of(
                Future.succeededFuture(Map.of("intent", new Backend.Health(false, "UNAVAILABLE"))),
                Future.failedFuture(new IllegalStateException("a defect")))) {
            sight.backends = backends;
            Answer health = get("/healthz");
            assertThat(health.status()).isEqualTo(200);
            Object document = Json.read(health.body().getBytes(UTF_8));
            assertThat(Pointer.parse("/status").in(document)).isEqualTo("alive");
            assertThat(Pointer.parse("/readiness").in(document)).isEqualTo("ready");
            assertThat(Pointer.parse("/routes").in(document)).isEqualTo(List.of("triage"));
        }
    }

    @Test
    void metricsAreTextForPrometheus() throws IOException {
        Answer metrics = get("/metrics");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.head()).containsIgnoringCase("content-type: text/plain; version=0.0.4");
        assertThat(metrics.body()).isEqualTo("spillway_up 1\n");
    }

    @Test
    void metricsThatFailAreAnErrorAndNotAnEmptyPage() throws IOException {
        sight.metrics = Future.failedFuture(new IllegalStateException("a defect"));
        assertThat(get("/metrics").status()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8081", "LocalHost", "127.0.0.1", "[::1]:8081", "gateway-0.internal:80"})
    void itsOwnNamesAreServed(String host) throws IOException {
        assertThat(ask("GET /readyz", host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8081",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1"
            })
    void aNameThatWasReboundToThisAddressIsNot(String host) throws IOException {
        for (String path : List.of("/", "/readyz", "/healthz", "/metrics")) {
            Answer refused = ask("GET " + path, host);
            assertThat(refused.status()).isEqualTo(421);
            assertThat(refused.head()).containsIgnoringCase("application/problem+json");
            assertThat(refused.body()).doesNotContain("triage", "spillway_up");
        }
    }

    @Test
    void aRequestWithoutANameIsNot() throws IOException {
        assertThat(ask("GET /healthz", null).status()).isIn(400, 421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "https://localhost.evil.example", "null", "http://", "garbage"})
    void aPageOfAnotherOriginIsRefused(String origin) throws IOException {
        Answer refused = get("/healthz", "Origin: " + origin);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("triage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8081", "http://127.0.0.1", "https://gateway-0.internal"})
    void aPageOfTheDoorItselfIsServed(String origin) throws IOException {
        assertThat(get("/healthz", "Origin: " + origin).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void theDoorIsOnlyRead(String method) throws IOException {
        Answer refused = ask(method + " /healthz", "localhost");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.head()).containsIgnoringCase("allow: GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/healthz/", "//healthz", "/../healthz", "/metrics.", "/v1/routes"})
    void nothingElseIsThere(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void theIndexNamesWhatIsThere() throws IOException {
        assertThat(get("/").body()).contains("/readyz", "/healthz", "/metrics");
    }
}
