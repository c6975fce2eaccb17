package dev.spillway.load.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.load.net.Loops;
import dev.spillway.load.simulate.ErrorCode;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Latency;
import dev.spillway.load.simulate.Simulation;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OrderServiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Order ORDER = Orders.bundled().all().stream()
            .filter(order -> order.daysLate() > 3)
            .findFirst()
            .orElseThrow();

    private final Loops loops = new Loops(1);
    private final Simulation simulation = new Simulation(Latency.NONE, 1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private OrderService service;

    @BeforeEach
    void serve() throws IOException {
        service = new OrderService(Orders.bundled(), 0, simulation, loops);
    }

    @AfterEach
    void end() {
        client.shutdownNow();
        service.close();
        loops.close();
    }

    @Test
    void knownOrderIsTold() throws Exception {
        HttpResponse<String> reply = get("/orders/" + ORDER.orderId());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).contains("application/json");
        JsonNode json = JSON.readTree(reply.body());
        assertThat(json.path("orderId").asText()).isEqualTo(ORDER.orderId());
        assertThat(json.path("daysLate").asInt()).isEqualTo(ORDER.daysLate());
        assertThat(json.path("status").asText()).isEqualTo(ORDER.status());
        assertThat(json.path("carrier").asText()).isEqualTo(ORDER.carrier());
    }

    @Test
    void unknownOrderIsAProblem() throws Exception {
        HttpResponse<String> reply = get("/orders/SW-0");

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(JSON.readTree(reply.body()).path("detail").asText()).isEqualTo("there is no order \"SW-0\"");
    }

    @Test
    void otherPathsAndMethodsAreProblemsToo() throws Exception {
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        HttpRequest post = request("/orders/" + ORDER.orderId())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void clientThatLeavesIsCounted() throws Exception {
        get("/healthz"); // so that connecting takes nothing of the timeout
        simulation.latency(Latency.parse("600s"));
        HttpRequest request = request("/orders/" + ORDER.orderId())
                .timeout(Duration.ofSeconds(1))
                .build();

        assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        until(() -> simulation.counts().cancelled() == 1);
        assertThat(simulation.counts().wastedMillis()).isPositive();
    }

    @Test
    void errorHasTheStatusThatFitsItsCode() throws Exception {
        service.inject(new Fault.Fail(ErrorCode.RESOURCE_EXHAUSTED, 1));

        assertThat(get("/orders/" + ORDER.orderId()).statusCode()).isEqualTo(429);
    }

    @Test
    void closedPortRefusesAndOpensAgain() throws Exception {
        get("/healthz");
        service.inject(new Fault.Refuse());
        assertThatThrownBy(() -> get("/healthz")).isInstanceOf(ConnectException.class);

        service.inject(new Fault.None());

        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void droppedConnectionEndsWithoutAReply() throws Exception {
        service.inject(new Fault.Drop(1));

        assertThatThrownBy(() -> get("/orders/" + ORDER.orderId())).isInstanceOf(IOException.class);
        assertThat(simulation.counts().faulted()).isPositive();
    }

    @Test
    void garbageIsNoHttp() throws Exception {
        service.inject(new Fault.Garbage(1));

        assertThatThrownBy(() -> get("/orders/" + ORDER.orderId())).isInstanceOf(IOException.class);
    }

    @Test
    void repliesComeInTheOrderOfTheRequestsOnOneConnection() throws IOException {
        simulation.latency(Latency.parse("20ms"));
        try (Socket socket =
                new Socket(service.address().getAddress(), service.address().getPort())) {
            String requests = "GET /orders/" + ORDER.orderId() + " HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String replies = new String(in.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(replies).containsSubsequence(ORDER.orderId(), "HTTP/1.1 200 OK", "ok\n");
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.address().getPort() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }
}
