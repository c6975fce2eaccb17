package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller that gives nothing but its own deadline gets what the rules say, from a model that never answers. */
class ClientDeadlineTest {
    private static final String RULES = """
        name: triage
        version: "1"
        owner: tests
        rules:
          - { name: only, when: "true", answer: { label: by rule }, explain: it always applies }
        none: true
        """;

    private static final int CALLS = 200;
    private static final int AT_ONCE = 20;
    private static final int ROUNDS_MAX = 5;

    @TempDir
    private static Path directory;

    private static ServerSocket silent;
    private static RunningGateway gateway;
    private static DelayingProxy far;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        silent = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
        Files.writeString(directory.resolve("rules.yaml"), RULES);
        gateway = new RunningGateway(directory, """
            backends:
              silent: { protocol: http-json, url: "http://127.0.0.1:%d/", most: 30s, breaker: { enabled: false } }
            routes:
              ruled: { budget: { most: 30s }, rules: rules.yaml, flow: { it: { call: silent } } }
            """.formatted(silent.getLocalPort()));
        far = new DelayingProxy(gateway.gateway().grpcPort(), 10);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", far.port())
                .usePlaintext()
                .build();
        OrchestratorGrpc.newBlockingStub(channel) // classes are loaded, on both sides
                .execute(ExecuteRequest.newBuilder()
                        .setRoute("ruled")
                        .setBudget(com.google.protobuf.Duration.newBuilder().setSeconds(1))
                        .build());
    }

    @AfterAll
    static void end() throws Exception {
        channel.shutdownNow();
        far.close();
        gateway.close();
        silent.close();
    }

    private static ExecuteResponse ask(long deadlineMillis) {
        return OrchestratorGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
                .execute(ExecuteRequest.newBuilder().setRoute("ruled").build());
    }

    /** The best of a few rounds: a busy machine may stop a whole one for longer than a deadline. */
    @ParameterizedTest
    @ValueSource(ints = {100, 400, 2_000})
    void theAnswerAtTheEndReachesAClientTenMillisecondsAway(int deadlineMillis) throws Exception {
        int best = 0;
        for (int round = 0; round < ROUNDS_MAX && best < CALLS * 9 / 10; round++) {
            best = Math.max(best, heard(deadlineMillis));
        }
        assertThat(best).isGreaterThanOrEqualTo(CALLS * 9 / 10);
    }

    private static int heard(int deadlineMillis) throws Exception {
        int heard = 0;
        try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(clients.submit(() -> isRuled(deadlineMillis)));
            }
            for (Future<Boolean> call : calls) {
                heard += call.get() ? 1 : 0;
            }
        }
        return heard;
    }

    private static boolean isRuled(int deadlineMillis) {
        try {
            return ask(deadlineMillis).getSource().hasRule();
        } catch (StatusRuntimeException lost) {
            return false;
        }
    }

    @Test
    void aProxysTimeoutShortensTheBudgetAndNeverLengthensIt() throws Exception {
        HttpResponse<String> cut = gateway.post(
                "ruled", "{\"input\":{}}", "spillway-budget", "20s", "x-envoy-expected-rq-timeout-ms", "700");
        assertThat(cut.statusCode()).isEqualTo(200);
        assertThat(cut.body()).contains("\"granted\":\"0.7").contains("by rule");
        HttpResponse<String> asked = gateway.post(
                "ruled", "{\"input\":{}}", "spillway-budget", "600ms", "x-envoy-expected-rq-timeout-ms", "15000");
        assertThat(asked.body()).contains("\"granted\":\"0.6");
    }
}
