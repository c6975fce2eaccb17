package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import dev.spillway.core.Priority;
import dev.spillway.core.Violation;
import dev.spillway.core.Violations;
import dev.spillway.gateway.edge.Structs;
import dev.spillway.proto.v1.ExecuteRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request in JSON says what protobuf's own mapping makes of it, and what is wrong with it is told all at once. */
class ExecuteJsonTest {
    private static final JsonFactory JSON = ExecuteJson.factory(1 << 20);

    private static ExecuteJson.Body read(String text) throws ExecuteJson.Malformed {
        return ExecuteJson.read(JSON, text.getBytes(StandardCharsets.UTF_8), "triage");
    }

    private static List<String> fields(String text) throws ExecuteJson.Malformed {
        return read(text).violations().kept().stream().map(Violation::field).toList();
    }

    @Test
    void allFieldsAreRead() throws Exception {
        ExecuteJson.Body body = read("""
            {"route": "triage", "input": {"a": 1, "b": [true, null, "x"], "c": {"d": 0.5}}, "budget": "0.150s",
             "metadata": {"priority": "PRIORITY_HIGH", "labels": {"team": "ops"}, "idempotencyKey": "k"}}\
            """);

        assertThat(body.violations().kept()).isEmpty();
        assertThat(body.input()).containsEntry("a", 1.0).containsEntry("c", Map.of("d", 0.5));
        assertThat(body.input().get("b")).isEqualTo(Arrays.asList(true, null, "x"));
        assertThat(body.budget()).isEqualTo(Duration.ofMillis(150));
        assertThat(body.priority()).isEqualTo(Priority.HIGH);
        assertThat(body.labels()).isEqualTo(Map.of("team", "ops"));
        assertThat(body.idempotencyKey()).isEqualTo("k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"input\": {}}",
                "{\"input\": {\"a\": -1.5e3, \"b\": 42525662949942448, \"c\": 1e-400, \"\": \"\", \"d\": [[], {}]}}",
                "{\"input\": {\"a\": \"\\u00e9\\ud83d\\ude80\\n\"}, \"budget\": \"3s\"}",
                "{\"input\": null, \"budget\": null, \"metadata\": null}",
                "{\"budget\": \"1.000000001s\", \"metadata\": {\"idempotency_key\": \"a\", \"priority\": 4}}",
                "{\"metadata\": {\"priority\": \"PRIORITY_UNSPECIFIED\", \"labels\": {\"a\": \"1\", \"b\": \"\"}}}"
            })
    void whatProtobufReadsIsReadAlike(String text) throws Exception {
        ExecuteRequest.Builder theirs = ExecuteRequest.newBuilder();
        JsonFormat.parser().merge(text, theirs);
        ExecuteJson.Body ours = read(text);

        assertThat(ours.violations().kept()).isEmpty();
        assertThat(ours.input()).isEqualTo(Structs.plain(theirs.getInput(), "input", new Violations()));
        assertThat(ours.labels()).isEqualTo(theirs.getMetadata().getLabelsMap());
        assertThat(ours.idempotencyKey() == null ? "" : ours.idempotencyKey())
                .isEqualTo(theirs.getMetadata().getIdempotencyKey());
        assertThat(ours.priority() == null ? "PRIORITY_UNSPECIFIED" : "PRIORITY_" + ours.priority())
                .isEqualTo(theirs.getMetadata().getPriority().name());
        assertThat(ours.budget())
                .isEqualTo(theirs.hasBudget() ? Duration.ofNanos(Durations.toNanos(theirs.getBudget())) : null);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws Exception {
        assertThat(fields("""
            {"inputt": {"deep": [1, {"x": 2}]}, "budget": 5, "route": "other",
             "input": {"list": [1, {"n": 1e999}], "twice": 1, "twice": 2},
             "metadata": {"priority": "HIGH", "labels": {"a": null}, "idempotencyKey": 7, "more": true}}\
            """))
                .containsExactly(
                        "inputt",
                        "budget",
                        "route",
                        "input.list[1].n",
                        "input.twice",
                        "metadata.priority",
                        "metadata.labels.a",
                        "metadata.idempotencyKey",
                        "metadata.more");
    }

    @Test
    void anUnknownFieldIsToldWhatWasProbablyMeant() throws Exception {
        assertThat(read("{\"inptu\": {}}").violations().kept())
                .singleElement()
                .isEqualTo(new Violation("inptu", "there is no field \"inptu\"", "write input"));
        assertThat(read("{\"metadata\": {\"colour\": 1}}")
                        .violations()
                        .kept()
                        .getFirst()
                        .mend())
                .contains("priority", "labels", "idempotencyKey");
    }

    @Test
    void aFloodOfMistakesIsToldInPart() throws Exception {
        assertThat(fields("{" + "\"x\": 1,".repeat(500) + "\"y\": 1}")).hasSizeBetween(15, 20);
    }

    @Test
    void anInputMayBeAsDeepAsItMayBeOverGrpc() throws Exception {
        String deepest = "{\"input\":" + "{\"a\":".repeat(31) + "{}" + "}".repeat(31) + "}";
        assertThat(read(deepest).violations().kept()).isEmpty();
        String tooDeep = "{\"input\":" + "{\"a\":".repeat(32) + "{}" + "}".repeat(32) + "}";
        assertThatThrownBy(() -> read(tooDeep))
                .isInstanceOf(ExecuteJson.Malformed.class)
                .hasMessageContaining("32 levels");
    }

    @Test
    void aDocumentOfTooManyPartsIsRefused() {
        assertThatThrownBy(() -> read("{\"input\": {\"a\": [" + "1,".repeat(100_000) + "1]}}"))
                .isInstanceOf(ExecuteJson.Malformed.class)
                .hasMessageContaining("100000 names and values");
    }

    @Test
    void whatIsNoJsonIsToldWithItsPlace() {
        assertThatThrownBy(() -> read("{\"input\":\n {\"a\": tru}}"))
                .isInstanceOf(ExecuteJson.Malformed.class)
                .hasMessageContaining("line 2, column");
    }

    @Test
    void aLongNameIsShownInPart() throws Exception {
        assertThat(read("{\"" + "n".repeat(500) + "\": 1}")
                        .violations()
                        .kept()
                        .getFirst()
                        .problem())
                .hasSizeLessThan(100);
    }
}
