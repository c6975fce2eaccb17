package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.proto.v1.ExecuteResponse;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload takes away leaves the metrics, and calls that end later do not bring it back. */
class MetricsReloadTest {
    private static final List<String> GONE = List.of(
            "route=\"gone\"",
            "route=\"late\"",
            "backend=\"large\"",
            "backend=\"stalled\"",
            "step=\"other",
            "step=\"cache\"",
            "spillway_cascade_drift{",
            "spillway_cascade_alarmed{",
            "spillway_rules_decided{");

    @TempDir
    private Path directory;

    @Test
    void seriesOfWhatIsGoneGo() throws Exception {
        Files.writeString(directory.resolve("rules.yaml"), """
            name: one
            version: "1"
            owner: tests
            rules:
              - name: only
                when: request.text != 'unruled'
                answer: { label: by rule }
                explain: it nearly always applies
            none: true
            """);
        try (ScriptedModel model = new ScriptedModel()) {
            String small = "backends:\n" + model.backend("small", "echo");
            try (RunningGateway gateway = new RunningGateway(
                    directory, small + model.backend("large", "echo") + model.backend("stalled", "stalled") + """
                        routes:
                          kept:
                            budget: { most: 20s }
                            cache: { ttl: 1h }
                            rules: rules.yaml
                            flow:
                              intent: { cascade: { tiers: [{ backend: small, accept: 0.9 }, { backend: large }] } }
                              other: { call: large, optional: true }
                          gone: { budget: { most: 20s }, rules: rules.yaml, flow: { intent: { call: small } } }
                          late: { budget: { most: 20s }, flow: { intent: { call: stalled } } }
                        """)) {
                call(gateway, "kept");
                call(gateway, "kept"); // from the cache
                call(gateway, "gone");
                Context.CancellableContext leaving = Context.current().withCancellation();
                CompletableFuture<Void> left =
                        leaving.wrap(() -> begin(gateway, "late")).call();
                while (!model.nextAsked().request().getModelName().equals("stalled")) {
                    // one of the others
                }
                assertThat(metrics(gateway))
                        .contains(GONE.stream()
                                .filter(one -> !one.contains("late") && !one.contains("stalled"))
                                .toList());

                replace(small + """
                    routes:
                      kept: { budget: { most: 20s }, flow: { intent: { call: small } } }
                    """);
                gateway.gateway().reload();
                assertThat(metrics(gateway)).doesNotContain(GONE).contains("route=\"kept\"", "backend=\"small\"");

                leaving.cancel(null);
                assertThat(model.nextCancelled()).isEqualTo("stalled");
                assertThat(left.handle((_, failure) -> failure != null).get(30, TimeUnit.SECONDS))
                        .isTrue();
                call(gateway, "kept");
                assertThat(metrics(gateway)).doesNotContain(GONE).contains("route=\"kept\"");
            }
        }
    }

    @Test
    void whatComesBackIsShownAgain() throws Exception {
        try (ScriptedModel model = new ScriptedModel()) {
            String both = "backends:\n" + model.backend("small", "echo") + """
                routes:
                  one: { budget: { most: 20s }, flow: { intent: { call: small } } }
                  two: { budget: { most: 20s }, flow: { intent: { call: small } } }
                """;
            try (RunningGateway gateway = new RunningGateway(directory, both)) {
                call(gateway, "two");
                replace("backends:\n" + model.backend("small", "echo") + """
                    routes:
                      one: { budget: { most: 20s }, flow: { intent: { call: small } } }
                    """);
                gateway.gateway().reload();
                assertThat(metrics(gateway)).doesNotContain("route=\"two\"");
                replace(both);
                gateway.gateway().reload();
                call(gateway, "two");
                assertThat(metrics(gateway))
                        .contains("route=\"two\"", "spillway_spent_total{backend=\"small\",route=\"two\"} 0.5");
            }
        }
    }

    private static void call(RunningGateway gateway, String route) {
        var _ = gateway.grpc().execute(RunningGateway.request(route).build());
    }

    private static CompletableFuture<Void> begin(RunningGateway gateway, String route) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        gateway.grpcAsync().execute(RunningGateway.request(route).build(), new StreamObserver<ExecuteResponse>() {
            @Override
            public void onNext(ExecuteResponse reply) {
                // not awaited
            }

            @Override
            public void onError(Throwable failure) {
                ended.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                ended.complete(null);
            }
        });
        return ended;
    }

    private static String metrics(RunningGateway gateway) throws IOException, InterruptedException {
        return gateway.operator("/metrics").body();
    }

    private void replace(String text) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), RunningGateway.LISTEN.formatted("", "") + text);
        Files.move(next, directory.resolve("spillway.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }
}
