package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.inference.InferenceBackend;
import dev.spillway.gateway.bounds.DoorBounds;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BreakerConfig;
import dev.spillway.gateway.config.GrpcDoorConfig;
import dev.spillway.gateway.config.InferenceReplyConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.PriceConfig;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.edge.Delivered;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.RouteList;
import dev.spillway.gateway.edge.TaskDoor;
import dev.spillway.gateway.edge.Watchers;
import dev.spillway.gateway.edge.grpc.GrpcEdge;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call lives on one thread: where its request came in, its backend's reply and its timers come in too. */
class ThreadTest {
    /** The threads of one call: of its request, of its backend's reply, of a timer. */
    private record Threads(Thread request, Thread reply, Thread timer) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void requestReplyAndTimerShareOne(boolean nativeTransport) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3).setPreferNativeTransport(nativeTransport));
        Loops loops = Loops.of(vertx);
        LoopTime time = new LoopTime(bug -> {
            throw new AssertionError(bug);
        });
        Queue<Threads> seen = new ConcurrentLinkedQueue<>();
        try (ScriptedModel model = new ScriptedModel();
                GrpcChannels channels = new GrpcChannels(loops, new Address("127.0.0.1", model.port()), null)) {
            Step backend = new InferenceBackend("echo", config(model.port()), channels, null, time);
            Step recording = call -> {
                Thread request = Thread.currentThread();
                return backend.run(call).compose(outcome -> {
                    Thread reply = Thread.currentThread();
                    Promise<Outcome> later = Promise.promise();
                    time.after(Duration.ofMillis(1), () -> {
                        seen.add(new Threads(request, reply, Thread.currentThread()));
                        later.complete(outcome);
                    });
                    return later.future();
                });
            };
            GrpcEdge edge = edge(loops, time, recording);
            edge.start();
            List<ManagedChannel> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) { // more connections than loops, so that each loop has some
                clients.add(NettyChannelBuilder.forAddress("127.0.0.1", edge.port())
                        .usePlaintext()
                        .build());
            }
            for (int i = 0; i < 60; i++) {
                OrchestratorGrpc.newBlockingStub(clients.get(i % clients.size()))
                        .execute(RunningGateway.request("one").build());
            }
            clients.forEach(ManagedChannel::shutdownNow);
            edge.close();
            edge.awaitEnd(Duration.ofSeconds(5));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }

        assertThat(seen).hasSize(60).allSatisfy(one -> {
            assertThat(one.reply()).isSameAs(one.request());
            assertThat(one.timer()).isSameAs(one.request());
        });
        assertThat(seen.stream().map(Threads::request).distinct()).hasSizeGreaterThan(1);
    }

    @Test
    void aTimerOffTheLoopsIsRefused() {
        LoopTime time = new LoopTime(_ -> {});
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> time.after(Duration.ZERO, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event loop");
    }

    private static GrpcEdge edge(Loops loops, LoopTime time, Step step) {
        LinkedHashMap<String, Route> byName = new LinkedHashMap<>();
        byName.put(
                "one",
                new Route("one", "", Duration.ofSeconds(10), Duration.ofSeconds(10), InputSchema.ANY, null, step));
        Routes routes = new Routes(byName);
        Intake.State state = new Intake.State(Callers.of(List.of()), routes, Duration.ofMillis(2));
        GrpcDoorConfig config = new GrpcDoorConfig(
                new Address("127.0.0.1", 0),
                null,
                256,
                Duration.ofMinutes(30),
                Duration.ofSeconds(30),
                new Size(4 << 20),
                null,
                null,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                new Size(16 << 10));
        DoorBounds bounds = new DoorBounds("grpc", 100, 0, 100, _ -> false, true, time);
        Intake intake = new Intake(() -> state, Observer.NONE, _ -> {}, Delivered.NONE, time);
        return new GrpcEdge(
                loops,
                config,
                intake,
                new TaskDoor(intake, null, new Watchers()),
                () -> RouteList.of(routes),
                time,
                bounds,
                bug -> {
                    throw new AssertionError(bug);
                });
    }

    private static OpenInferenceConfig config(int port) {
        return new OpenInferenceConfig(
                new Address("127.0.0.1", port),
                "echo",
                "",
                OpenInferenceConfig.Dialect.STANDARD,
                null,
                Map.of(),
                false,
                Map.of(),
                Map.of(),
                true,
                new InferenceReplyConfig(
                        "probabilities",
                        InferenceReplyConfig.Activation.NONE,
                        InferenceReplyConfig.Certainty.MAXIMUM,
                        List.of("invoice", "refund"),
                        null,
                        false,
                        Map.of()),
                false,
                OpenInferenceConfig.Readiness.MODEL_READY,
                new Size(4 << 20),
                new Size(4 << 20),
                Duration.ofSeconds(10),
                Duration.ZERO,
                new PriceConfig(Money.ZERO, Money.ZERO, Money.ZERO),
                100,
                BreakerConfig.off(),
                null,
                null,
                null);
    }
}
