package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see, and that no one else does. */
class OperatorTest {
    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(directory, "backends:\n" + model.backend("echo", "echo") + """
            routes:
              one: { budget: { most: 20s }, flow: { intent: { call: echo } } }
            """);
    }

    @AfterAll
    static void end() {
        gateway.close();
        model.close();
    }

    @Test
    void healthTellsOfBackendsAndReadinessOfThisProcessAlone() throws Exception {
        assertThat(gateway.operator("/readyz").statusCode()).isEqualTo(200);
        assertThat(gateway.operator("/healthz").body())
                .contains("\"readiness\" : \"ready\"")
                .contains("\"echo\" :") // which has no readiness method, and says so
                .contains("UNIMPLEMENTED");
    }

    @Test
    void metricsAreAViewOfWhatHappened() throws Exception {
        gateway.grpc().execute(RunningGateway.request("one").build());
        String metrics = gateway.operator("/metrics").body();
        assertThat(metrics)
                .contains(
                        "spillway_route_latency_seconds_bucket{quality=\"full\",reason=\"\",route=\"one\",status=\"answered\"")
                .contains("spillway_backend_latency_seconds_count{backend=\"echo\"")
                .contains("spillway_spent_total{backend=\"echo\",route=\"one\"} 0.5")
                .contains("spillway_loop_delay_seconds_count{loop=\"0\"}")
                .contains("spillway_loop_calls{loop=\"0\"}");
    }

    @Test
    void anotherHostOrOriginIsRefused() throws Exception {
        assertThat(statusLineFor("evil.example")).contains(" 421 ");
        assertThat(statusLineFor("localhost:1")).contains(" 200 ");
        assertThat(gateway.operator("/metrics", "origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(gateway.operator("/metrics", "origin", "null").statusCode()).isEqualTo(403);
        assertThat(gateway.operator("/metrics", "origin", "http://localhost:8081")
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.operator("/nothing").statusCode()).isEqualTo(404);
    }

    /** The answer to a request under another name, which Java's own client refuses to send. */
    private static String statusLineFor(String host) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().operatorPort())) {
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
