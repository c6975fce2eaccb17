package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.gateway.json.Json;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.StepReport;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors agree: the same request over both has the same answer or the same problem, numbers included. */
class ConformanceTest {
    private static final String KEY = "spw_for-the-test";

    @TempDir
    private static Path directory;

    private static ScriptedModel model;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(directory.resolve("input.json"), """
            {
              "type": "object",
              "required": ["text"],
              "additionalProperties": false,
              "properties": {
                "text": { "type": "string", "minLength": 1 },
                "days": { "type": "integer" },
                "weight": { "type": "number" },
                "tags": { "type": "array", "items": { "type": "integer" } },
                "nested": { "type": "object", "properties": { "count": { "type": "integer" } } },
                "note": { "type": ["string", "null"] },
                "urgent": { "type": "boolean" }
              }
            }
            """);
        model = new ScriptedModel();
        gateway = new RunningGateway(
                directory,
                "callers:\n  - { name: test, key: \"" + Callers.hash(KEY) + "\", tenant: acme }\n" + "backends:\n"
                        + model.backend("echo", "echo")
                        + model.backend("stalled", "stalled")
                        + model.backend("failing", "failing") + """
                        routes:
                          typed:
                            input: input.json
                            budget: { most: 20s }
                            flow: { intent: { call: echo, input: { text: "request.text" } } }
                            answer:
                              label: "intent.label"
                              next: "has(request.days) ? request.days + 1 : 0"
                              heavy: "has(request.weight) && request.weight > 2.5"
                              tags: "has(request.tags) ? request.tags : []"
                              count: "has(request.nested) ? request.nested.count * 2 : 0"
                              text: "request.text"
                          partial:
                            budget: { most: 20s }
                            flow:
                              intent: { call: echo, input: { text: "request.text" } }
                              extra: { call: failing, optional: true, input: { text: "request.text" } }
                            answer: { label: "intent.label", extra: "extra.?label.orValue('none')" }
                          skipping:
                            budget: { most: 20s }
                            flow:
                              intent: { call: echo, input: { text: "request.text" } }
                              extra: { call: failing, when: "has(request.orderId)", input: { text: "request.text" } }
                            answer: { label: "intent.label", extra: "extra.?label.orValue('none')" }
                          bare:
                            budget: { most: 20s }
                            flow:
                              intent: { call: echo, when: "request.n + 1 > 2", input: { text: "'n ' + string(request.n)" } }
                            answer: { n: "request.n", next: "request.n + 1", half: "request.n / 2", text: "'n ' + string(request.n)" }
                          failing:
                            budget: { most: 20s }
                            flow: { intent: { call: failing, input: { text: "request.text" } } }
                          stalled:
                            budget: { most: 20s }
                            flow: { intent: { call: stalled, input: { text: "request.text" } } }
                        """);
    }

    @AfterAll
    static void end() {
        gateway.close();
        model.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "typed | {\"text\": \"my invoice\"} | {\"label\": \"invoice\", \"next\": 0, \"heavy\": false,"
                        + " \"tags\": [], \"count\": 0, \"text\": \"my invoice\"}",
                "typed | {\"text\": \"a\", \"days\": 3} | {\"label\": \"invoice\", \"next\": 4, \"heavy\": false,"
                        + " \"tags\": [], \"count\": 0, \"text\": \"a\"}",
                "typed | {\"text\": \"a\", \"days\": 3.0, \"weight\": 2.75} | {\"label\": \"invoice\", \"next\": 4,"
                        + " \"heavy\": true, \"tags\": [], \"count\": 0, \"text\": \"a\"}",
                "typed | {\"text\": \"a\", \"days\": -0.0, \"weight\": 2} | {\"label\": \"invoice\", \"next\": 1,"
                        + " \"heavy\": false, \"tags\": [], \"count\": 0, \"text\": \"a\"}",
                "typed | {\"text\": \"a\", \"days\": 9007199254740991} | {\"label\": \"invoice\", \"next\":"
                        + " 9007199254740992, \"heavy\": false, \"tags\": [], \"count\": 0, \"text\": \"a\"}",
                "typed | {\"text\": \"größer 🚚 \\u0000\\n"
                    + "\", \"tags\": [1, 2.0, -3]} | {\"label\": \"invoice\", \"next\": 0, \"heavy\": false, \"tags\":"
                    + " [1, 2, -3], \"count\": 0, \"text\": \"größer 🚚 \\u0000\\n"
                    + "\"}",
                "typed | {\"text\": \"a\", \"nested\": {\"count\": 21}, \"note\": null, \"urgent\": true} |"
                    + " {\"label\": \"invoice\", \"next\": 0, \"heavy\": false, \"tags\": [], \"count\": 42, \"text\":"
                    + " \"a\"}",
                "bare | {\"n\": 7} | {\"n\": 7, \"next\": 8, \"half\": 3.5, \"text\": \"n 7\"}",
                "bare | {\"n\": 1e8} | {\"n\": 100000000, \"next\": 100000001, \"half\": 50000000, \"text\": \"n"
                        + " 100000000\"}",
                "partial | {\"text\": \"a\"} | {\"label\": \"invoice\", \"extra\": \"none\"}",
                "skipping | {\"text\": \"a\"} | {\"label\": \"invoice\", \"extra\": \"none\"}",
            })
    void theSameAnswer(String route, String input, String expected) throws Exception {
        ExecuteResponse overGrpc = stub(KEY).execute(request(route, input));
        ExecuteResponse overRest = message(post(route, input, KEY));

        assertThat(comparable(overRest)).isEqualTo(comparable(overGrpc));
        assertThat(overGrpc.getAnswer()).isEqualTo(struct(expected));
        assertThat(overGrpc.getConfidence()).isEqualTo(0.75);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "typed | {\"text\": \"a\", \"days\": 1.5} | 400 | INVALID_ARGUMENT | invalid | input.days",
                "typed | {\"text\": \"a\", \"days\": 9007199254740994} | 400 | INVALID_ARGUMENT | invalid | input.days",
                "typed | {\"text\": \"a\", \"days\": \"3\"} | 400 | INVALID_ARGUMENT | invalid | input.days",
                "typed | {\"text\": \"a\", \"tags\": [1, 2.5]} | 400 | INVALID_ARGUMENT | invalid | input.tags[1]",
                "typed | {\"text\": \"a\", \"nested\": {\"count\": true}} | 400 | INVALID_ARGUMENT | invalid |"
                        + " input.nested.count",
                "typed | {} | 400 | INVALID_ARGUMENT | invalid | input.text",
                "typed | {\"text\": \"\"} | 400 | INVALID_ARGUMENT | invalid | input.text",
                "typed | {\"text\": \"a\", \"txet\": 1} | 400 | INVALID_ARGUMENT | invalid | input.txet",
                "typed | {\"text\": null} | 400 | INVALID_ARGUMENT | invalid | input.text",
                "typed | {\"text\": 5, \"days\": \"x\"} | 400 | INVALID_ARGUMENT | invalid | input.days,input.text",
                "nowhere | {\"text\": \"a\"} | 404 | NOT_FOUND | not-found | ``",
                "failing | {\"text\": \"a\"} | 502 | INTERNAL | backend-error | ``",
                "partial | {\"wrong\": \"a\"} | 400 | INVALID_ARGUMENT | invalid | input",
            })
    void theSameProblem(String route, String input, int http, String code, String word, String fields)
            throws Exception {
        StatusRuntimeException overGrpc = refusal(KEY, request(route, input));
        HttpResponse<String> overRest = post(route, input, KEY);

        assertThat(overGrpc.getStatus().getCode().name()).isEqualTo(code);
        assertThat(detail(overGrpc, ErrorInfo.class).getReason()).isEqualTo(word);
        assertThat(overRest.statusCode()).isEqualTo(http);
        assertThat(overRest.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        Map<String, ?> problem = object(overRest.body());
        assertThat(problem.get("type")).isEqualTo("urn:spillway:problem:" + word);
        assertThat(fields(problem)).isEqualTo(fields);
        assertThat(fields(overGrpc)).isEqualTo(fields);
    }

    /** gRPC clients take 8 KiB of metadata by default, and turn more into an error of their own. */
    @ParameterizedTest
    @CsvSource({"'\"four\"', 3000", "1.5, 3000", "1.5, 99000", "'{}', 45000"})
    void manyViolationsAreToldInPartAtBothDoors(String item, int count) throws Exception {
        String input = "{\"text\": \"a\", \"tags\": [" + (item + ",").repeat(count - 1) + item + "]}";
        StatusRuntimeException overGrpc = refusal(KEY, request("typed", input));
        HttpResponse<String> overRest = post("typed", input, KEY);

        assertThat(overGrpc.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(overGrpc.getStatus().getDescription()).containsPattern("(" + count + "|at least [0-9]{4,}) things");
        assertThat(StatusProto.fromThrowable(overGrpc).getSerializedSize()).isLessThan(5_000);
        assertThat(overRest.statusCode()).isEqualTo(400);
        assertThat(overRest.body()).hasSizeLessThan(5_000);
        assertThat(fields(overGrpc)).contains("input.tags[0]").isEqualTo(fields(object(overRest.body())));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatJsonHasNoFormForIsRefusedOverGrpc(double number) throws Exception {
        ExecuteRequest request = request("partial", "{\"text\": \"a\"}");
        Struct.Builder input = request.getInput().toBuilder();
        input.putFields("n", Value.newBuilder().setNumberValue(number).build());
        StatusRuntimeException refused =
                refusal(KEY, request.toBuilder().setInput(input).build());
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fields(refused)).isEqualTo("input.n");
    }

    @Test
    void aWholeNumberThatADoubleWouldChangeIsRefusedAndItsDigitsAreTaken() throws Exception {
        HttpResponse<String> refused = post("typed", "{\"text\": \"a\", \"weight\": 9007199254740993}", KEY);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(fields(object(refused.body()))).isEqualTo("input.weight");

        String digits = "{\"text\": \"a\", \"tags\": [\"9007199254740993\"]}";
        ExecuteResponse overGrpc = stub(KEY).execute(request("typed", digits));
        assertThat(comparable(message(post("typed", digits, KEY)))).isEqualTo(comparable(overGrpc));
        assertThat(overGrpc.getAnswer().getFieldsOrThrow("tags"))
                .isEqualTo(struct(digits).getFieldsOrThrow("tags"));
    }

    @ParameterizedTest
    @CsvSource({"'', no API key was shown", "wrong, the API key is not known"})
    void keysAreAskedForAtBothDoors(String key, String detail) throws Exception {
        StatusRuntimeException overGrpc = refusal(key, request("typed", "{\"text\": \"a\"}"));
        HttpResponse<String> overRest = post("typed", "{\"text\": \"a\"}", key);

        assertThat(overGrpc.getStatus().getCode().name()).isEqualTo("UNAUTHENTICATED");
        assertThat(overGrpc.getStatus().getDescription()).contains(detail);
        assertThat(overRest.statusCode()).isEqualTo(401);
        assertThat(overRest.body()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource({"0.000000001", "0.2"})
    void aBudgetThatIsUsedUpIsTheSameAtBothDoors(String seconds) throws Exception {
        ExecuteRequest request = request("stalled", "{\"text\": \"a\"}").toBuilder()
                .setBudget(com.google.protobuf.util.Durations.parse(seconds + "s"))
                .build();
        StatusRuntimeException overGrpc = refusal(KEY, request);
        HttpResponse<String> overRest = gateway.post(
                "stalled",
                "{\"input\": {\"text\": \"a\"}, \"budget\": \"" + seconds + "s\"}",
                "authorization",
                "Bearer " + KEY);

        assertThat(overGrpc.getStatus().getCode().name()).isEqualTo("DEADLINE_EXCEEDED");
        assertThat(overRest.statusCode()).isEqualTo(504);
        assertThat(object(overRest.body()).get("type"))
                .isEqualTo("urn:spillway:problem:"
                        + detail(overGrpc, ErrorInfo.class).getReason());
    }

    private static OrchestratorGrpc.OrchestratorBlockingStub stub(String key) {
        Metadata headers = new Metadata();
        if (!key.isEmpty()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        }
        return gateway.grpc().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static StatusRuntimeException refusal(String key, ExecuteRequest request) {
        try {
            throw new AssertionError("answered: " + stub(key).execute(request));
        } catch (StatusRuntimeException refused) {
            return refused;
        }
    }

    private static HttpResponse<String> post(String route, String input, String key) throws Exception {
        String body = "{\"input\": " + input + "}";
        return key.isEmpty() ? gateway.post(route, body) : gateway.post(route, body, "authorization", "Bearer " + key);
    }

    private static ExecuteRequest request(String route, String input) throws Exception {
        return ExecuteRequest.newBuilder()
                .setRoute(route)
                .setInput(struct(input))
                .build();
    }

    private static Struct struct(String json) throws Exception {
        Struct.Builder struct = Struct.newBuilder();
        JsonFormat.parser().merge(json, struct);
        return struct.build();
    }

    private static ExecuteResponse message(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        ExecuteResponse.Builder message = ExecuteResponse.newBuilder();
        JsonFormat.parser().merge(response.body(), message);
        return message.build();
    }

    /** Without what differs from call to call: its id and its times. */
    private static ExecuteResponse comparable(ExecuteResponse reply) {
        ExecuteResponse.Builder bare =
                reply.toBuilder().clearRequestId().clearBudget().clearSteps();
        for (StepReport step : reply.getStepsList()) {
            bare.addSteps(step.toBuilder().clearStart().clearGranted().clearUsed());
        }
        return bare.build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> object(String json) throws Exception {
        return (Map<String, ?>) Json.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String fields(Map<String, ?> problem) {
        TreeSet<String> fields = new TreeSet<>();
        if (problem.get("violations") instanceof List<?> violations) {
            violations.forEach(one -> fields.add(String.valueOf(((Map<?, ?>) one).get("field"))));
        }
        return String.join(",", fields);
    }

    private static String fields(StatusRuntimeException refused) throws Exception {
        TreeSet<String> fields = new TreeSet<>();
        for (Any detail : StatusProto.fromThrowable(refused).getDetailsList()) {
            if (detail.is(BadRequest.class)) {
                detail.unpack(BadRequest.class)
                        .getFieldViolationsList()
                        .forEach(violation -> fields.add(violation.getField()));
            }
        }
        return String.join(",", fields);
    }

    private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException refused, Class<T> type)
            throws Exception {
        for (Any detail : StatusProto.fromThrowable(refused).getDetailsList()) {
            if (detail.is(type)) {
                return detail.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + refused);
    }
}
