package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.util.JsonFormat;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.spillway.core.Priority;
import dev.spillway.gateway.config.CallerConfig;
import dev.spillway.gateway.edge.Callers;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.ListRoutesResponse;
import dev.spillway.proto.v1.TasksProto;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the door tells of itself is true. */
class DocumentsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTED = """
        {"routes": [
          {"name": "triage", "description": "Sorts tickets.", "budgetDefault": "0.150s", "budgetMost": "2s",
           "inputSchema": {"type": "object", "required": ["subject"], "additionalProperties": false,
             "properties": {"subject": {"type": "string"}, "days": {"$ref": "#/$defs/days"}},
             "$defs": {"days": {"type": "integer", "minimum": 0}}}},
          {"name": "any"}]}\
        """;

    private final HttpClient client = HttpClient.newHttpClient();

    private static ListRoutesResponse listed() throws Exception {
        ListRoutesResponse.Builder listed = ListRoutesResponse.newBuilder();
        JsonFormat.parser().merge(LISTED, listed);
        return listed.build();
    }

    private HttpResponse<String> get(RestDoor door, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(door.url(path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(RestDoor door, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(door.url(path)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A schema of the document, with the references into it. */
    private static Schema schema(JsonNode document, JsonNode part) {
        var whole = JSON.createObjectNode();
        whole.set("components", document.get("components"));
        whole.putArray("allOf").add(part);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
    }

    private static List<String> errors(Schema schema, String instance) throws Exception {
        return schema.validate(JSON.readTree(instance)).stream()
                .map(Error::toString)
                .toList();
    }

    @Test
    void theRoutesAreListedAsOverGrpc() throws Exception {
        try (RestDoor door = new RestDoor()) {
            door.listed = listed();
            HttpResponse<String> reply = get(door, "/v1/routes");
            ListRoutesResponse.Builder read = ListRoutesResponse.newBuilder();
            JsonFormat.parser().merge(reply.body(), read);
            assertThat(read.build()).isEqualTo(listed());
            assertThat(reply.headers().firstValue("content-type")).contains("application/json");
        }
    }

    @Test
    void whoShowsNoKeyLearnsTheContractButNoRoute() throws Exception {
        CallerConfig known = new CallerConfig(
                "app", Callers.hash("sesame"), "acme", Set.of(CallerConfig.Scope.EXECUTE), Priority.HIGH);
        try (RestDoor door = new RestDoor(RestDoor.Setting.usual().callers(known))) {
            door.listed = listed();
            assertThat(get(door, "/v1/routes").statusCode()).isEqualTo(401);
            assertThat(get(door, "/v1/routes", "Spillway-Key", "sesame").body()).contains("triage");
            assertThat(get(door, "/openapi.json").body())
                    .contains("ExecuteResponse")
                    .doesNotContain("triage");
            assertThat(get(door, "/openapi.json", "Spillway-Key", "sesame").body())
                    .contains("triage");
        }
    }

    @Test
    void theDocumentHasAPathForEachRoute() throws Exception {
        try (RestDoor door = new RestDoor()) {
            door.listed = listed();
            JsonNode document = JSON.readTree(get(door, "/openapi.json").body());
            assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
            List<String> paths = new ArrayList<>();
            document.get("paths").fieldNames().forEachRemaining(paths::add);
            assertThat(paths)
                    .filteredOn(path -> path.startsWith("/v1/routes"))
                    .containsExactly(
                            "/v1/routes",
                            "/v1/routes/{route}:execute",
                            "/v1/routes/triage:execute",
                            "/v1/routes/any:execute");
            JsonNode triage =
                    document.get("paths").get("/v1/routes/triage:execute").get("post");
            assertThat(triage.get("summary").asText()).isEqualTo("Sorts tickets.");
            assertThat(triage.get("parameters"))
                    .noneMatch(one -> one.path("in").asText().equals("path"));

            Schema body = schema(document, triage.at("/requestBody/content/application~1json/schema"));
            assertThat(errors(body, "{\"input\": {\"subject\": \"a\", \"days\": 1}, \"budget\": \"150ms\"}"))
                    .isEmpty();
            assertThat(errors(body, "{\"input\": {\"subject\": \"a\", \"days\": -1}}"))
                    .isNotEmpty();
            assertThat(errors(body, "{\"input\": {}}")).isNotEmpty();
            assertThat(errors(body, "{}")).isNotEmpty();
            assertThat(errors(body, "{\"input\": {\"subject\": \"a\"}, \"budget\": \"soon\"}"))
                    .isNotEmpty();
            assertThat(errors(body, "{\"input\": {\"subject\": \"a\"}, \"bugdet\": \"1s\"}"))
                    .isNotEmpty();
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        try (RestDoor door = new RestDoor()) {
            JsonNode document = JSON.readTree(get(door, "/openapi.json").body());
            List<JsonNode> references = document.findValues("$ref");
            assertThat(references).isNotEmpty();
            for (JsonNode reference : references) {
                assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                        .as(reference.asText())
                        .isFalse();
            }
        }
    }

    @Test
    void everySchemaIsASchema() throws Exception {
        try (RestDoor door = new RestDoor()) {
            door.listed = listed();
            JsonNode document = JSON.readTree(get(door, "/openapi.json").body());
            Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
            for (JsonNode schema : document.at("/components/schemas")) {
                assertThat(meta.validate(schema)).as(schema.toString()).isEmpty();
            }
        }
    }

    @Test
    void everyFieldOfTheContractIsDescribed() throws Exception {
        ContractComments comments = ContractComments.read();
        Set<Descriptor> seen = new HashSet<>();
        described(comments, ExecuteRequest.getDescriptor(), seen);
        described(comments, ExecuteResponse.getDescriptor(), seen);
        described(comments, ListRoutesResponse.getDescriptor(), seen);
        TasksProto.getDescriptor().getMessageTypes().forEach(message -> described(comments, message, seen));
        assertThat(seen).hasSizeGreaterThan(10);
        assertThat(comments.of("spillway.v1.StepReport.Status.STATUS_LATE"))
                .isEqualTo("It was not finished when the answer went out.");
        assertThat(comments.of("spillway.v1.ExecuteRequest.budget"))
                .startsWith("The time in which the caller wants its answer, from the arrival of the request. More than")
                .endsWith("the smaller one holds.");
    }

    private static void described(ContractComments comments, Descriptor message, Set<Descriptor> seen) {
        if (message.getFullName().startsWith("spillway.")
                && !message.getOptions().getMapEntry()
                && seen.add(message)) {
            for (FieldDescriptor field : message.getFields()) {
                assertThat(comments.of(field.getFullName()))
                        .as(field.getFullName())
                        .isNotBlank();
                if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    described(comments, field.getMessageType(), seen);
                }
            }
        }
    }

    @Test
    void whatTheDoorSendsIsWhatTheDocumentSays() throws Exception {
        try (RestDoor door = new RestDoor().route("any", RestDoor.echo())) {
            JsonNode document = JSON.readTree(get(door, "/openapi.json").body());
            JsonNode responses = document.get("paths")
                    .get("/v1/routes/{route}:execute")
                    .get("post")
                    .get("responses");
            Schema answer = schema(document, responses.at("/200/content/application~1json/schema"));
            Schema problem = schema(
                    document, document.at("/components/responses/Problem/content/application~1problem+json/schema"));

            String body = post(door, "/v1/routes/any:execute", "{\"input\": {\"a\": 1}}")
                    .body();
            assertThat(errors(answer, body)).isEmpty();
            assertThat(errors(answer, body.replace("QUALITY_FULL", "FULL"))).isNotEmpty();
            String refused =
                    post(door, "/v1/routes/any:execute", "{\"budget\": 1}").body();
            assertThat(errors(problem, refused)).isEmpty();
            assertThat(errors(problem, refused.replace("instance", "other"))).isNotEmpty();
        }
    }

    @Test
    void thePageAsksNoOneElse() throws Exception {
        try (RestDoor door = new RestDoor()) {
            HttpResponse<String> page = get(door, "/docs");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("content-security-policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'none'")
                            .doesNotContain("unsafe")
                            .contains("script-src 'sha256-", "style-src 'sha256-"));
            assertThat(page.body()).doesNotContainPattern("(?:src|href)=\"?(?:https?:)?//");
            assertThat(page.body()).doesNotContain("innerHTML");

            HttpResponse<String> root = get(door, "/");
            assertThat(root.statusCode()).isEqualTo(302);
            assertThat(root.headers().firstValue("location")).contains("docs");
        }
    }
}
