package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.BackendTck.Server;
import dev.spillway.gateway.backend.http.HttpFaults;
import dev.spillway.gateway.backend.inference.InferenceFaults;
import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.Quality;
import dev.spillway.proto.v1.StepReport;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever its backends do, one by one and all together, every request with a second is answered inside of it, over both
 * doors, and says why it is answered as it is. Real sockets; the servers behave as scripted.
 */
class FaultMatrixTest {
    private static final int REQUESTS = 8;
    private static final int ROUNDS_IN_FULL = 3;
    private static final String INPUT = "{\"input\":{\"text\":\"where is it\"},\"budget\":\"1s\"}";
    private static final Set<Behaviour> HARMLESS = EnumSet.of(Behaviour.ANSWERS, Behaviour.ANSWERS_SLOWLY);

    @TempDir
    private static Path directory;

    private static InferenceFaults small;
    private static InferenceFaults large;
    private static HttpFaults orders;
    private static RunningGateway gateway;

    /** Which of the three backends misbehave. */
    private enum Who {
        SMALL,
        LARGE,
        ORDERS,
        ALL
    }

    @BeforeAll
    static void start() throws Exception {
        small = new InferenceFaults();
        large = new InferenceFaults();
        orders = new HttpFaults("{\"days\": 3}");
        Files.writeString(directory.resolve("rules.yaml"), """
            name: triage
            version: "1"
            owner: tests
            branches: [intent, shipment]
            rules:
              - name: known-intent
                when: has(intent.label)
                answer: { label: "${intent.label}", days: 0 }
                explain: the orders did not answer
              - name: words
                when: request.text.matches('where')
                answer: { label: late, days: 0 }
                explain: the text asks where something is
            default:
              answer: { label: other, days: 0 }
              explain: nothing is known
            """);
        gateway = new RunningGateway(
                directory,
                "backends:\n"
                        + model("small", small.port())
                        + model("large", large.port())
                        + service("orders", orders.port())
                        + model("gone-model", freePort())
                        + service("gone-service", freePort())
                        + """
                        routes:
                        """
                        + route("triage", "small", "large", "orders", 4096)
                        + route("refused", "gone-model", "gone-model", "gone-service", 4096)
                        + route("busy", "small", "large", "orders", 1));
    }

    private static String model(String name, int port) {
        return """
              %s:
                protocol: open-inference
                address: "127.0.0.1:%d"
                model: intent
                most: 400ms
                breaker: { enabled: false }
                reply: { scores: scores, labelsFrom: labels }
            """.formatted(name, port);
    }

    private static String service(String name, int port) {
        return """
              %s:
                protocol: http-json
                url: http://127.0.0.1:%d/orders
                method: GET
                most: 400ms
                breaker: { enabled: false }
                replyMost: 1MiB
                answer: { days: /days }
            """.formatted(name, port);
    }

    private static String route(String name, String first, String second, String orders, int limit) {
        return """
              %s:
                budget: { default: 1s, most: 1s }
                limit: %d
                rules: rules.yaml
                flow:
                  intent:
                    cascade:
                      tiers: [{ backend: %s, accept: 0.7 }, { backend: %s, model: second }]
                  shipment: { call: %s }
                answer: { label: intent.label, days: shipment.days }
            """.formatted(name, limit, first, second, orders);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void end() throws Exception {
        gateway.close();
        small.close();
        large.close();
        orders.close();
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Behaviour.values())
                .flatMap(behaviour -> Stream.of(Who.values()).map(who -> Arguments.of(behaviour, who)));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyRequestIsAnsweredInsideItsBudget(Behaviour behaviour, Who who) throws Exception {
        recover();
        misbehaving(who).forEach(one -> one.behave(behaviour));
        boolean ordersFail = who == Who.ORDERS || who == Who.ALL;

        for (Reply reply : ask("triage")) {
            assertThat(reply.usedMillis()).isLessThanOrEqualTo(1000);
            if (ordersFail && !HARMLESS.contains(behaviour)) {
                assertThat(reply.rule()).isNotEmpty();
                assertThat(reply.quality()).isEqualTo("degraded");
                assertThat(reply.reasons()).isNotEmpty();
            } else {
                assertThat(reply.quality()).as("%s", reply).isEqualTo("full");
            }
        }
    }

    @Test
    void backendsThatRefuseConnectionsAreStoodInFor() throws Exception {
        for (Reply reply : ask("refused")) {
            assertThat(reply.rule()).isEqualTo("words");
            assertThat(reply.reasons()).contains("unreachable");
        }
    }

    @Test
    void whatIsShedIsAnsweredByRules() throws Exception {
        behave(small, Behaviour.STALLS);
        behave(large, Behaviour.STALLS);
        behave(orders, Behaviour.STALLS);

        List<Reply> replies = ask("busy");
        assertThat(replies).allSatisfy(reply -> assertThat(reply.rule()).isEqualTo("words"));
        assertThat(replies).anySatisfy(reply -> assertThat(reply.usedMillis()).isLessThan(300)); // shed at once
    }

    private static void behave(Server server, Behaviour behaviour) {
        server.behave(behaviour);
        server.disconnect(); // so that the connections are of now
    }

    private static List<Server> misbehaving(Who who) {
        return switch (who) {
            case SMALL -> List.of(small);
            case LARGE -> List.of(large);
            case ORDERS -> List.of(orders);
            case ALL -> List.of(small, large, orders);
        };
    }

    /** All servers answer, and every event loop has found them again: what is seen next comes of the next fault alone. */
    private static void recover() throws Exception {
        for (Server one : misbehaving(Who.ALL)) {
            behave(one, Behaviour.ANSWERS);
        }
        int inARow = 0;
        for (int round = 0; round < 200 && inARow < ROUNDS_IN_FULL; round++) {
            boolean full =
                    ask("triage").stream().allMatch(reply -> reply.quality().equals("full"));
            inARow = full ? inARow + 1 : 0;
            TimeUnit.MILLISECONDS.sleep(full ? 0 : 50);
        }
        assertThat(inARow).as("rounds of full answers once all servers answer").isEqualTo(ROUNDS_IN_FULL);
    }

    /** What both doors say of a request. */
    private record Reply(String quality, String rule, double usedMillis, List<String> reasons) {}

    private static List<Reply> ask(String route) throws Exception {
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (int at = 0; at < REQUESTS; at++) {
            asked.add(at % 2 == 0 ? overGrpc(route) : overRest(route));
        }
        List<Reply> replies = new ArrayList<>();
        for (CompletableFuture<Reply> one : asked) {
            replies.add(one.get(20, TimeUnit.SECONDS));
        }
        return replies;
    }

    private static CompletableFuture<Reply> overGrpc(String route) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        OrchestratorGrpc.OrchestratorStub stub = gateway.grpcAsync();
        stub.execute(
                RunningGateway.request(route)
                        .setInput(Struct.newBuilder()
                                .putFields(
                                        "text",
                                        Value.newBuilder()
                                                .setStringValue("where is it")
                                                .build()))
                        .build(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(ExecuteResponse response) {
                        reply.complete(of(response));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        reply.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        // the one reply is there
                    }
                });
        return reply;
    }

    private static Reply of(ExecuteResponse response) {
        return new Reply(
                response.getQuality() == Quality.QUALITY_FULL
                        ? "full"
                        : response.getQuality() == Quality.QUALITY_DEGRADED ? "degraded" : "partial",
                response.getSource().getRule().getRule(),
                response.getBudget().getUsed().getSeconds() * 1e3
                        + response.getBudget().getUsed().getNanos() / 1e6,
                response.getStepsList().stream()
                        .map(StepReport::getReason)
                        .filter(reason -> !reason.isEmpty())
                        .toList());
    }

    private static CompletableFuture<Reply> overRest(String route) {
        URI uri = gateway.rest("/v1/routes/" + route + ":execute");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(INPUT))
                .build();
        return gateway.http()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> {
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                    return of(read(response.body()));
                });
    }

    private static Map<?, ?> read(String json) {
        try {
            return (Map<?, ?>) Objects.requireNonNull(Json.read(json.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedJson malformed) {
            throw new AssertionError(json, malformed);
        }
    }

    private static Reply of(Map<?, ?> reply) {
        String quality = String.valueOf(reply.get("quality")).replace("QUALITY_", "");
        String used = String.valueOf(within(reply, "budget", "used"));
        List<String> reasons = new ArrayList<>();
        for (Object step : (List<?>) Objects.requireNonNull(reply.get("steps"))) {
            Object reason = ((Map<?, ?>) step).get("reason");
            if (reason != null) {
                reasons.add(reason.toString());
            }
        }
        return new Reply(
                quality.toLowerCase(Locale.ROOT),
                String.valueOf(within(reply, "source", "rule", "rule")),
                Double.parseDouble(used.replace("s", "")) * 1e3,
                reasons);
    }

    private static Object within(Map<?, ?> map, String... path) {
        Object here = map;
        for (String name : path) {
            here = here instanceof Map<?, ?> one && one.get(name) != null ? one.get(name) : "";
        }
        return here;
    }
}
