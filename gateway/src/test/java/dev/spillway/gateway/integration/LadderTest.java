package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.inference.InferenceFaults;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.Quality;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rungs of a route through the whole gateway, on a model that is 0.75 sure. */
class LadderTest {
    private static final String RULES = """
        name: triage
        version: "2"
        owner: tests
        rules:
          - name: only
            when: request.text != 'unruled'
            answer: { label: by rule }
            explain: it nearly always applies
        none: true
        """;

    @TempDir
    private static Path directory;

    private static InferenceFaults model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new InferenceFaults();
        Files.writeString(directory.resolve("rules.yaml"), RULES);
        gateway = new RunningGateway(directory, """
            backends:
              small: { protocol: open-inference, address: "127.0.0.1:%1$d", model: intent, most: 300ms, breaker: { enabled: false }, reply: { scores: scores, labelsFrom: labels } }
              large: { protocol: open-inference, address: "127.0.0.1:1", model: intent, most: 300ms, breaker: { enabled: false }, reply: { scores: scores, labelsFrom: labels } }
            routes:
              unsure-first:
                budget: { most: 5s }
                rules: rules.yaml
                flow: { intent: { cascade: { tiers: [{ backend: small, accept: 0.9 }, { backend: large }] } } }
              rules-first:
                budget: { most: 5s }
                rules: rules.yaml
                ladder: { order: [rules, unsure] }
                flow: { intent: { cascade: { tiers: [{ backend: small, accept: 0.9 }, { backend: large }] } } }
              cached:
                budget: { most: 5s }
                rules: rules.yaml
                cache: { ttl: 300ms, stale: 1h }
                flow: { intent: { call: small } }
              shared:
                budget: { most: 5s }
                coalesce: true
                flow: { intent: { call: small } }
            """.formatted(model.port()));
    }

    @AfterAll
    static void end() {
        gateway.close();
        model.close();
    }

    @BeforeEach
    void answers() {
        model.behave(Behaviour.ANSWERS);
    }

    private static ExecuteResponse ask(String route, String text) {
        return gateway.grpc()
                .execute(RunningGateway.request(route)
                        .setInput(Struct.newBuilder()
                                .putFields(
                                        "text",
                                        Value.newBuilder().setStringValue(text).build()))
                        .build());
    }

    @Test
    void unsureModelComesBeforeARuleUnlessTheRouteSaysOtherwise() {
        assertThat(ask("unsure-first", "a").getSource().getBackend().getBackend())
                .isEqualTo("small");
        assertThat(ask("rules-first", "a").getSource().getRule().getRule()).isEqualTo("only");
    }

    @Test
    void unsureAnswerStaysWhereNoRuleApplies() {
        ExecuteResponse reply = ask("rules-first", "unruled");

        assertThat(reply.getSource().getBackend().getBackend()).isEqualTo("small");
        assertThat(reply.getQuality()).isEqualTo(Quality.QUALITY_DEGRADED);
    }

    @Test
    void freshAnswerCostsNoModelAndAStaleOneStandsInBeforeTheRules() throws Exception {
        ask("cached", "kept");
        int before = model.requests();
        ExecuteResponse hit = ask("cached", "kept");
        assertThat(hit.getSource().hasCache()).isTrue();
        assertThat(hit.getQuality()).isEqualTo(Quality.QUALITY_FULL);
        assertThat(model.requests()).isEqualTo(before);

        TimeUnit.MILLISECONDS.sleep(350); // past the ttl
        model.behave(Behaviour.ERRS);
        ExecuteResponse stale = ask("cached", "kept");
        assertThat(stale.getSource().hasCache()).isTrue();
        assertThat(stale.getQuality()).isEqualTo(Quality.QUALITY_DEGRADED);
        assertThat(ask("cached", "never asked before").getSource().getRule().getRule())
                .isEqualTo("only");
    }

    @Test
    void equalCallsShareAnAttempt() throws Exception {
        model.behave(Behaviour.ANSWERS_SLOWLY);
        ask("shared", "warm up");
        int before = model.requests();
        List<Future<ExecuteResponse>> asked = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(20)) {
            for (int at = 0; at < 20; at++) {
                asked.add(callers.submit(() -> ask("shared", "equal")));
            }
            for (Future<ExecuteResponse> one : asked) {
                assertThat(one.get(20, TimeUnit.SECONDS).getQuality()).isEqualTo(Quality.QUALITY_FULL);
            }
        }

        assertThat(model.requests() - before).isLessThan(20);
    }

    @Test
    void operatorsSeeWhatTheRulesDecided() throws Exception {
        ask("rules-first", "counted");

        assertThat(gateway.operator("/metrics").body()).contains("spillway_rules_decided{rule=\"rules-first/only\"}");
        assertThat(gateway.operator("/healthz").body()).contains("\"drill\"").contains("\"triage\"");
    }
}
