package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.edge.Callers;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one client, with or without a key, can take of the gRPC door, and that its neighbours don't notice. */
@Timeout(180)
class GrpcBoundsTest {
    private static final String EXECUTE = "spillway.v1.Orchestrator/Execute";
    private static final String ROUTES = """
        routes:
          one:
            budget: { default: 20s, most: 60s }
            flow: { intent: { call: echo, input: { text: "request.text" } } }
        """;

    @TempDir
    private Path directory;

    private static String keyed() {
        return "callers: [{ name: anna, key: \"%s\", tenant: acme }]\n".formatted(Callers.hash("anna's key"));
    }

    private RunningGateway gateway(ScriptedModel model, String grpc, String more) throws Exception {
        return new RunningGateway(directory, grpc, "", more + "backends:\n" + model.backend("echo", "echo") + ROUTES);
    }

    private static int port(RunningGateway gateway) {
        return gateway.gateway().grpcPort();
    }

    @Test
    void connectionsAreBoundedInAllAndPerAddressAndTheOtherDoorsAnswer() throws Exception {
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = gateway(model, ", maxConnections: 8", "")) {
            gateway.grpc().execute(RunningGateway.request("one").build()); // this test's channel is the first of eight
            List<RawGrpc> idle = new ArrayList<>();
            try {
                assertThat(served(gateway, "127.0.0.2", 10, idle))
                        .as("half of all")
                        .isEqualTo(4);
                assertThat(served(gateway, "127.0.0.3", 10, idle))
                        .as("what is left")
                        .isEqualTo(3);
                assertThat(served(gateway, "127.0.0.4", 3, idle)).isZero();

                gateway.grpc().execute(RunningGateway.request("one").build());
                assertThat(gateway.get("/v1/routes").statusCode()).isEqualTo(200);
                assertThat(gateway.operator("/readyz").statusCode()).isEqualTo(200);
                assertThat(gateway.operator("/metrics").body())
                        .contains("spillway_connections{door=\"grpc\"} 8.0")
                        .containsPattern("spillway_connections_refused_total\\{cause=\"address\",door=\"grpc\"\\} 6")
                        .containsPattern("spillway_connections_refused_total\\{cause=\"total\",door=\"grpc\"\\} 10");
            } finally {
                for (RawGrpc one : idle) {
                    one.close();
                }
            }
            RawGrpc again = null;
            while (again == null || !again.isServed()) { // once the server has seen them leave
                again = new RawGrpc(port(gateway), "127.0.0.4");
            }
            again.close();
        }
    }

    private static int served(RunningGateway gateway, String from, int count, List<RawGrpc> kept) throws IOException {
        int served = 0;
        for (int i = 0; i < count; i++) {
            RawGrpc one = new RawGrpc(port(gateway), from);
            kept.add(one);
            served += one.isServed() ? 1 : 0;
        }
        return served;
    }

    @Test
    void proxiesThatAreTrustedAreBoundedOnlyInAll() throws Exception {
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = new RunningGateway(
                        directory,
                        ", maxConnections: 8",
                        "",
                        "  trustedProxies: [\"127.0.0.2/32\"]\nbackends:\n" + model.backend("echo", "echo") + ROUTES)) {
            List<RawGrpc> idle = new ArrayList<>();
            assertThat(served(gateway, "127.0.0.3", 6, idle)).isEqualTo(4);
            assertThat(served(gateway, "127.0.0.2", 6, idle)).isEqualTo(4);
            for (RawGrpc one : idle) {
                one.close();
            }
        }
    }

    @Test
    void anUnknownKeyIsRefusedBeforeAByteOfTheMessageIsSent() throws Exception {
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = gateway(model, "", keyed());
                RawGrpc client = new RawGrpc(port(gateway)).preface()) {
            client.call(1, EXECUTE, Map.of("spillway-key", "someone else's"));
            RawGrpc.Frame refused = client.next();
            assertThat(refused).isNotNull();
            assertThat(refused.header("grpc-status")).isEqualTo("16");
            assertThat(refused.header("traceparent")).isNotEmpty();

            client.call(3, "spillway.v1.Tasks/Submit", Map.of());
            assertThat(status(client, 3)).isEqualTo("16");
            client.call(5, "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Map.of());
            assertThat(status(client, 5)).isEqualTo("16");

            assertThat(health(gateway)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            assertThat(gateway.operator("/metrics").body())
                    .containsPattern("spillway_route_latency_seconds_count\\{[^}]*reason=\"unauthenticated\"");
        }
    }

    private static String status(RawGrpc client, int stream) throws IOException {
        RawGrpc.@Nullable Frame frame = client.next();
        while (frame != null && (frame.stream() != stream || frame.type() != RawGrpc.HEADERS)) {
            frame = client.next();
        }
        return frame == null ? "the connection ended" : frame.header("grpc-status");
    }

    private static HealthCheckResponse.ServingStatus health(RunningGateway gateway) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port(gateway))
                .usePlaintext()
                .build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aRequestThatDoesNotBecomeWholeIsEnded() throws Exception {
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = gateway(model, ", requestTimeout: 500ms", "");
                RawGrpc client = new RawGrpc(port(gateway)).preface()) {
            client.call(1, EXECUTE, Map.of());
            client.part(1, 1000, 10);
            assertThat(status(client, 1)).isEqualTo("4");
        }
    }

    @Test
    void aMethodWithoutAKeyTakesLittle() throws Exception {
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = gateway(model, "", keyed());
                RawGrpc client = new RawGrpc(port(gateway)).preface()) {
            client.call(1, "grpc.health.v1.Health/Check", Map.of());
            for (int i = 0; i < 5; i++) {
                client.part(1, 1 << 20, 15_000);
            }
            assertThat(status(client, 1)).isEqualTo("8");
        }
    }

    @Test
    void metadataIsRefusedByItsSizeAloneAndOnItsOwnStream() throws Exception {
        int calls = 1_000;
        int bound = 16 << 10;
        try (ScriptedModel model = new ScriptedModel();
                RunningGateway gateway = gateway(model, "", "")) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port(gateway))
                    .usePlaintext()
                    .build();
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger disturbed = new AtomicInteger();
            boolean[] stopped = new boolean[1];
            Thread neighbour = Thread.ofPlatform().start(() -> {
                while (!stopped[0]) {
                    try {
                        var _ = OrchestratorGrpc.newBlockingStub(channel)
                                .execute(RunningGateway.request("one").build());
                        answered.incrementAndGet();
                    } catch (StatusRuntimeException e) {
                        disturbed.incrementAndGet();
                    }
                }
            });
            try {
                int base = base(channel, bound);
                assertThat(ok(channel, bound - base - 1, calls))
                        .as("one byte below")
                        .isEqualTo(calls);
                assertThat(ok(channel, bound - base, 10)).as("the bound itself").isEqualTo(10);
                assertThat(ok(channel, bound - base + 1, calls))
                        .as("one byte above")
                        .isZero();
                assertThat(ok(channel, 4 * bound - base, calls))
                        .as("four times")
                        .isZero();
            } finally {
                stopped[0] = true;
                neighbour.join();
                channel.shutdownNow();
            }
            assertThat(answered.get()).isPositive();
            assertThat(disturbed.get()).isZero();
        }
    }

    /** What a call without our own filling counts, learned from a refusal's own words. */
    private static int base(ManagedChannel channel, int bound) {
        StatusRuntimeException refused = call(channel, bound);
        assertThat(refused).isNotNull();
        String words = String.valueOf(refused.getStatus().getDescription());
        return Integer.parseInt(words.replaceAll(".*the metadata has (\\d+) bytes.*", "$1")) - bound;
    }

    private static int ok(ManagedChannel channel, int filling, int calls) {
        int ok = 0;
        for (int i = 0; i < calls; i++) {
            StatusRuntimeException refused = call(channel, filling);
            if (refused == null) {
                ok++;
            } else {
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                com.google.rpc.Status details = StatusProto.fromThrowable(refused);
                assertThat(details).isNotNull();
                assertThat(details.getDetailsCount()).isPositive();
            }
        }
        return ok;
    }

    private static @Nullable StatusRuntimeException call(ManagedChannel channel, int filling) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-filling", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(filling));
        try {
            var _ = OrchestratorGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .execute(RunningGateway.request("one").build());
            return null;
        } catch (StatusRuntimeException refused) {
            return refused;
        }
    }
}
