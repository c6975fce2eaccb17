package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.gateway.json.Json;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.Quality;
import dev.spillway.proto.v1.StepReport;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cascade through the whole gateway, on models that are 0.75 sure, stall or fail. */
class CascadeTest {
    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        model = new ScriptedModel();
        gateway = new RunningGateway(
                directory,
                "backends:\n" + model.backend("small", "echo") + model.backend("large", "echo")
                        + model.backend("stalled", "stalled") + model.backend("failing", "failing")
                        + """
                        outcomes: { file: "%s" }
                        routes:
                          unsure:
                            budget: { most: 10s }
                            flow:
                              intent:
                                cascade:
                                  tiers: [{ backend: small, accept: 0.8 }, { backend: large }]
                                  shadow: { share: 1, compare: answer.label }
                          sure:
                            budget: { most: 10s }
                            flow:
                              intent:
                                cascade:
                                  tiers: [{ backend: small, accept: 0.7 }, { backend: large }]
                                  shadow: { share: 1, compare: answer.label }
                          stalling:
                            budget: { most: 300ms }
                            flow:
                              intent: { cascade: { tiers: [{ backend: small, accept: 0.8 }, { backend: stalled }] } }
                          failing:
                            budget: { most: 10s }
                            flow:
                              intent: { cascade: { tiers: [{ backend: failing, accept: 0.8 }, { backend: large }] } }
                          agreed:
                            budget: { most: 10s }
                            flow:
                              intent:
                                cascade:
                                  tiers:
                                    - { backend: small, accept: 0.9, agreement: { samples: 3, on: answer.label } }
                                    - { backend: large }
                          verified:
                            budget: { most: 10s }
                            flow:
                              intent:
                                cascade:
                                  tiers:
                                    - { backend: small, accept: 0.9, verifier: { backend: large, input: { text: answer.label } } }
                                    - { backend: large }
                          scored:
                            budget: { most: 10s }
                            flow:
                              intent:
                                cascade:
                                  tiers:
                                    - { backend: small, accept: 0.9, confidence: "answer.label == 'invoice' ? 0.95 : 0.1" }
                                    - { backend: large }
                          poor:
                            budget: { most: 10s }
                            spendPerHour: 0.5
                            flow:
                              intent: { cascade: { tiers: [{ backend: small, accept: 0.7 }, { backend: large }] } }
                        """.formatted(outcomes()));
    }

    @AfterAll
    static void end() {
        gateway.close();
        model.close();
    }

    private static Path outcomes() {
        return directory.resolve("outcomes.jsonl");
    }

    private static ExecuteResponse ask(String route) {
        return gateway.grpc().execute(RunningGateway.request(route).build());
    }

    private static List<StepReport> tiers(ExecuteResponse reply) {
        return reply.getStepsList().stream()
                .filter(step -> step.getKind() == StepReport.Kind.KIND_TIER)
                .toList();
    }

    @Test
    void unsureTierIsFollowedByTheNextAndTheStepsSayWhy() {
        ExecuteResponse reply = ask("unsure");

        assertThat(reply.getQuality()).isEqualTo(Quality.QUALITY_FULL);
        assertThat(reply.getSource().getBackend().getTier()).isEqualTo(2);
        assertThat(tiers(reply)).extracting(StepReport::getStep).containsExactly("intent/small", "intent/large");
        StepReport small = tiers(reply).getFirst();
        assertThat(small.getReason()).isEqualTo("unsure");
        assertThat(small.getRawConfidence()).isEqualTo(0.75);
        assertThat(small.getThreshold()).isEqualTo(0.8);
    }

    @Test
    void stalledTierLeavesTheBestAnswerSoFar() {
        ExecuteResponse reply = ask("stalling");

        assertThat(reply.getQuality()).isEqualTo(Quality.QUALITY_DEGRADED);
        assertThat(reply.getConfidence()).isEqualTo(0.75);
    }

    @Test
    void failingTierIsPassedOverOnceItsBreakerIsOpen() {
        for (int at = 0; at < 30; at++) {
            assertThat(ask("failing").getQuality()).isEqualTo(Quality.QUALITY_FULL);
        }

        StepReport skipped = tiers(ask("failing")).getFirst();
        assertThat(skipped.getStep()).isEqualTo("intent/failing");
        assertThat(skipped.getReason()).isEqualTo("circuit-open");
    }

    @Test
    void samplesThatAgreeAreSure() {
        ExecuteResponse reply = ask("agreed");

        assertThat(reply.getConfidence()).isEqualTo(1);
        assertThat(tiers(reply)).hasSize(1);
    }

    @Test
    void verifierSaysHowSureAnAnswerIs() {
        ExecuteResponse reply = ask("verified");

        assertThat(tiers(reply)).hasSize(2); // the verifier is 0.75 sure, which is not enough
        assertThat(tiers(reply).getFirst().getRawConfidence()).isEqualTo(0.75);
    }

    @Test
    void expressionSaysHowSureAnAnswerIs() {
        assertThat(ask("scored").getConfidence()).isEqualTo(0.95);
    }

    @Test
    void routeWithoutMoneyForAnHourIsRefused() {
        assertThatThrownBy(() -> ask("poor"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("it costs 0.5");
    }

    @Test
    void drawnCallsAreAskedOfAllTiersAndWritten() throws Exception {
        String id = ask("sure").getRequestId();
        List<Map<?, ?>> rows = List.of();
        for (int patience = 0; patience < 200 && rows.size() < 2; patience++) {
            Thread.sleep(50);
            rows = written(id);
        }

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("model")).isEqualTo("small");
        assertThat(rows.get(1).get("model")).isEqualTo("large");
        assertThat(rows.get(1).get("said")).isEqualTo("invoice");
        assertThat(rows.get(1).get("confidence")).isEqualTo(0.75);
        assertThat(rows.get(1).get("cost")).isEqualTo(0.5);
        assertThat(rows.get(1).get("cascade")).isEqualTo("intent");
    }

    private static List<Map<?, ?>> written(String id) throws Exception {
        if (!Files.exists(outcomes())) {
            return List.of();
        }
        List<Map<?, ?>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(outcomes())) {
            if (line.contains(id) && Json.read(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> row) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void operatorsSeeTheDriftOfEachTier() throws Exception {
        assertThat(gateway.operator("/metrics").body())
                .contains("spillway_cascade_drift{tier=\"unsure/intent/small\"} 0.0")
                .contains("spillway_cascade_alarmed{tier=\"unsure/intent/small\"} 0.0");
    }
}
