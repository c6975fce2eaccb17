package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.gateway.Gateway;
import dev.spillway.gateway.StartFailure;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gRPC door with a certificate, and what is refused without one. */
class TlsTest {
    @TempDir
    private Path directory;

    @Test
    void theGrpcDoorSpeaksTlsToThoseWhoTrustIt() throws Exception {
        PemPair.make(directory, "localhost", "EC", 2).write(directory);
        try (ScriptedModel model = new ScriptedModel();
                Gateway gateway = Gateway.start(config(model, "127.0.0.1:0", true), false)) {
            ManagedChannel trusting = NettyChannelBuilder.forAddress("localhost", gateway.grpcPort())
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(directory.resolve("chain.pem").toFile())
                            .build())
                    .build();
            ManagedChannel clear = NettyChannelBuilder.forAddress("localhost", gateway.grpcPort())
                    .usePlaintext()
                    .build();
            try {
                ExecuteResponse reply = OrchestratorGrpc.newBlockingStub(trusting)
                        .execute(RunningGateway.request("one").build());
                assertThat(reply.getAnswer().getFieldsOrThrow("label").getStringValue())
                        .isEqualTo("invoice");
                assertThatThrownBy(() -> OrchestratorGrpc.newBlockingStub(clear)
                                .execute(RunningGateway.request("one").build()))
                        .isInstanceOf(StatusRuntimeException.class);
            } finally {
                trusting.shutdownNow();
                clear.shutdownNow();
            }
        }
    }

    @Test
    void aDoorOffLoopbackNeedsKeysAndTls() throws Exception {
        try (ScriptedModel model = new ScriptedModel()) {
            Path config = config(model, "0.0.0.0:0", false);
            assertThatThrownBy(() -> Gateway.start(config, false))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("listen.grpc");
            Gateway.start(config, true).close();
        }
    }

    private Path config(ScriptedModel model, String address, boolean tls) throws IOException {
        String certificate = tls ? ", tls: { certificate: chain.pem, key: key.pem }" : "";
        return Files.writeString(
                directory.resolve("spillway.yaml"),
                """
                listen:
                  grpc: { address: "%s"%s }
                  rest: { address: "127.0.0.1:0" }
                  operator: { address: "127.0.0.1:0" }
                """.formatted(address, certificate) + "backends:\n" + model.backend("echo", "echo") + """
                    routes:
                      one: { budget: { most: 20s }, flow: { intent: { call: echo } } }
                    """);
    }
}
