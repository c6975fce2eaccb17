package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Struct;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.ListRoutesResponse;
import dev.spillway.proto.v1.Route;
import dev.spillway.proto.v1.TasksProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The door as an OpenAPI 3.1 document: a frame that tells of HTTP, schemas from the contract's own descriptors and comments,
 * and a path with its input's schema for each route.
 */
final class OpenApi {
    private static final String EXECUTE = "/v1/routes/{route}:execute";
    private static final String REFERENCE = "#/components/schemas/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode contract;

    private OpenApi(ObjectNode contract) {
        this.contract = contract;
    }

    /** Reads the frame and the contract. Blocks. */
    static OpenApi read() {
        try (InputStream frame = OpenApi.class.getResourceAsStream("openapi.json")) {
            ObjectNode document = (ObjectNode) JSON.readTree(frame);
            ObjectNode schemas = schemas(document);
            MessageSchemas messages = new MessageSchemas(ContractComments.read(), schemas);
            messages.add(ExecuteRequest.getDescriptor());
            messages.add(ExecuteResponse.getDescriptor());
            messages.add(ListRoutesResponse.getDescriptor());
            TasksProto.getDescriptor().getMessageTypes().forEach(messages::add);
            request((ObjectNode) schemas.get("ExecuteRequest"));
            ((ObjectNode) schemas.get("Metadata")).put("additionalProperties", false);
            offload((ObjectNode) schemas.get("Offload"));
            return new OpenApi(document);
        } catch (IOException cause) {
            throw new UncheckedIOException("the frame of the OpenAPI document can't be read", cause);
        }
    }

    private static ObjectNode schemas(ObjectNode document) {
        return (ObjectNode) document.at("/components/schemas");
    }

    /** The route stands in the path, and a budget may have any unit. */
    private static void request(ObjectNode request) {
        request.put("additionalProperties", false);
        ObjectNode properties = (ObjectNode) request.get("properties");
        properties.remove("route");
        String about = properties.path("budget").path("description").asText();
        properties.putObject("budget").put("description", about).put("$ref", REFERENCE + "Budget");
    }

    /** A deadline may have any unit. */
    private static void offload(ObjectNode offload) {
        ObjectNode properties = (ObjectNode) offload.get("properties");
        String about = properties.path("deadline").path("description").asText();
        properties.putObject("deadline").put("description", about).put("$ref", REFERENCE + "Budget");
    }

    /** The document, with the routes as they are. */
    String document(ListRoutesResponse routes) {
        ObjectNode document = contract.deepCopy();
        for (Route route : routes.getRoutesList()) {
            add(document, route);
        }
        try {
            return JSON.writeValueAsString(document);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a tree in memory can be written", impossible);
        }
    }

    private static void add(ObjectNode document, Route route) {
        ObjectNode paths = (ObjectNode) document.get("paths");
        ObjectNode path = ((ObjectNode) paths.get(EXECUTE)).deepCopy();
        ObjectNode post = (ObjectNode) path.get("post");
        post.put("operationId", "execute-" + route.getName());
        if (!route.getDescription().isEmpty()) {
            post.put("summary", route.getDescription());
        }
        post.withArray("parameters").remove(0);
        if (route.hasInputSchema()) {
            String name = route.getName() + ".input";
            ObjectNode input = tree(route.getInputSchema());
            if (!input.has("$id")) {
                input.put(
                        "$id", "urn:spillway:route:" + route.getName() + ":input"); // so that its own #/$defs are found
            }
            schemas(document).set(name, input);
            ObjectNode body = (ObjectNode) post.at("/requestBody/content/application~1json");
            ObjectNode whole = body.putObject("schema");
            whole.putArray("allOf").addObject().put("$ref", REFERENCE + "ExecuteRequest");
            whole.putObject("properties").putObject("input").put("$ref", REFERENCE + name);
            if (input.has("required")) {
                whole.putArray("required").add("input");
            }
        }
        paths.set(EXECUTE.replace("{route}", route.getName()), path);
    }

    private static ObjectNode tree(Struct schema) {
        try {
            JsonNode tree = JSON.readTree(
                    JsonLine.of(json -> StructJson.write(json, schema)).getBytes());
            return (ObjectNode) tree;
        } catch (IOException impossible) {
            throw new UncheckedIOException("what was just written can be read", impossible);
        }
    }
}
