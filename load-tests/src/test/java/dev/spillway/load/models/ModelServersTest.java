package dev.spillway.load.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.spillway.load.classify.Size;
import dev.spillway.load.corpus.BadCorpus;
import dev.spillway.load.net.PortInUse;
import dev.spillway.load.net.SimulatedServer;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Latency;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferRequest.InferInputTensor;
import dev.spillway.proto.inference.ModelMetadataRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ModelServersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path cache;

    private static ModelServers servers;

    @BeforeAll
    static void start() throws IOException, BadCorpus {
        servers = ModelServers.start(
                Options.defaults().withoutLatency().withCache(cache).withLatency("large", Latency.parse("1ms/3ms")));
    }

    @AfterAll
    static void end() {
        servers.close();
        CLIENT.shutdownNow();
    }

    @AfterEach
    void heal() throws IOException {
        for (SimulatedServer server : servers.servers()) {
            server.inject(new Fault.None());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySizeIsServedUnderItsOwnNameAndSaysHowGoodItIs(Size size) {
        ServerName name = ServerName.of(size);
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        servers.server(name).address())
                .usePlaintext()
                .build();
        try {
            var client = GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
            var request = ModelInferRequest.newBuilder()
                    .setModelName(name.label())
                    .addInputs(InferInputTensor.newBuilder()
                            .setName("text")
                            .setDatatype("BYTES")
                            .addShape(1)
                            .setContents(InferTensorContents.newBuilder()
                                    .addBytesContents(ByteString.copyFromUtf8("please cancel my order"))))
                    .build();

            assertThat(client.modelInfer(request)
                            .getOutputs(1)
                            .getContents()
                            .getBytesContents(0)
                            .toStringUtf8())
                    .isEqualTo("cancel_order");
            assertThat(client.modelMetadata(ModelMetadataRequest.newBuilder()
                                    .setName(name.label())
                                    .build())
                            .getPropertiesMap())
                    .containsKeys("accuracy_on_held_out", "simulated_latency_at_start", "corpus");
            assertThat(servers.accuracy(size)).isBetween(0.4, 1.0);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void controlShowsEveryServerAndNamesWhatIsSimulated() throws Exception {
        JsonNode all = JSON.readTree(get("").body());

        assertThat(all)
                .extracting(server -> server.path("server").asText())
                .containsExactly("intent-small", "intent-medium", "intent-large", "delay-severity", "orders");
        JsonNode large = all.get(2);
        assertThat(large.path("simulatedLatency").path("medianMillis").asDouble())
                .isEqualTo(1);
        assertThat(large.path("simulatedLatency").path("p99Millis").asDouble()).isEqualTo(3);
        assertThat(large.path("injectedFault").path("fault").asText()).isEqualTo("none");
        assertThat(large.path("counts").path("cancelled").isNumber()).isTrue();
        assertThat(large.path("counts").path("wastedMillis").isNumber()).isTrue();
    }

    @Test
    void controlChangesFaultAndLatencyOfOneServer() throws Exception {
        HttpResponse<String> reply =
                post("/intent-medium", "{\"fault\": \"error\", \"code\": \"internal\", \"latency\": \"7ms/9ms\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        JsonNode after = JSON.readTree(get("/intent-medium").body());
        assertThat(after.path("injectedFault").path("code").asText()).isEqualTo("INTERNAL");
        assertThat(after.path("simulatedLatency").path("medianMillis").asDouble())
                .isEqualTo(7);
        assertThat(JSON.readTree(get("/intent-small").body())
                        .path("injectedFault")
                        .path("fault")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void controlClosesAndOpensAPort() throws Exception {
        post("/orders", "{\"fault\": \"refuse\"}");
        int port = servers.server(ServerName.ORDERS).address().getPort();
        assertThatThrownBy(() -> send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))))
                .isInstanceOf(IOException.class);

        assertThat(post("/orders", "{\"fault\": \"none\"}").statusCode()).isEqualTo(200);

        assertThat(send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"fault\": \"slw\"}; none of none, stall",
                "{\"latency\": \"fast\"}; as in 4ms/12ms",
                "{\"fautl\": \"stall\"}; unknown field \\\"fautl\\\"",
                "{}; name a fault",
                "{oops; Not JSON",
                "[]; name a fault"
            })
    void wrongChangeIsAProblemThatChangesNothing(String body, String message) throws Exception {
        HttpResponse<String> reply = post("/intent-small", body);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(reply.body()).contains(message);
        assertThat(servers.server(ServerName.SMALL).simulation().fault()).isEqualTo(new Fault.None());
        assertThat(servers.server(ServerName.SMALL).simulation().latency()).isEqualTo(Latency.NONE);
    }

    @Test
    void controlRefusesWebPagesUnknownServersAndOtherMethods() throws Exception {
        assertThat(send(control("/intent-small")
                                .header("Origin", "http://evil.example")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"fault\": \"stall\"}")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/nobody").statusCode()).isEqualTo(404);
        assertThat(send(control("/orders").DELETE()).statusCode()).isEqualTo(405);
    }

    @Test
    void secondStartReadsTheModelsFromTheCache() throws IOException, BadCorpus {
        List<String> progress = new ArrayList<>();

        try (ModelServers again =
                ModelServers.start(Options.defaults().withCache(cache).withProgress(progress::add))) {
            assertThat(progress).isEmpty();
            assertThat(again.accuracy(Size.LARGE)).isEqualTo(servers.accuracy(Size.LARGE));
        }
    }

    @Test
    void portsStandInARowAndABusyOneIsNamedWithItsRemedy() throws IOException, BadCorpus {
        int base = freeRow();
        Options options = Options.defaults().withCache(cache).withPortBase(base);
        try (ModelServers first = ModelServers.start(options)) {
            assertThat(first.servers())
                    .extracting(server -> server.address().getPort())
                    .containsExactly(base, base + 1, base + 2, base + 3, base + 4);
            assertThat(first.control().getPort()).isEqualTo(base + 5);

            assertThatThrownBy(() -> ModelServers.start(options))
                    .isInstanceOf(PortInUse.class)
                    .hasMessageContaining("port " + base + " (for intent-small) is in use")
                    .hasMessageContaining("--port-base");
        }
        ModelServers.start(options).close(); // nothing was left open
    }

    /** The first of six ports that were free a moment ago. */
    private static int freeRow() throws IOException {
        for (int base = 20_000; base < 60_000; base += 97) {
            if (isFree(base)) {
                return base;
            }
        }
        throw new IOException("no six free ports in a row");
    }

    private static boolean isFree(int base) {
        for (int port = base; port < base + Options.PORTS; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException _) {
                return false;
            }
        }
        return true;
    }

    private static HttpRequest.Builder control(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + servers.control().getPort() + "/control" + path));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(control(path));
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(control(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
