package dev.spillway.gateway.config.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.rules.source.FieldType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that a JSON Schema gives the input of a route, and their types. */
public final class SchemaFields {
    private SchemaFields() {}

    /** By name; null where the schema allows fields that it does not name, or can't be read so simply. */
    public static @Nullable Map<String, FieldType> of(@Nullable JsonNode schema) {
        if (schema == null
                || !schema.path("properties").isObject()
                || schema.path("additionalProperties").asBoolean(true)
                || schema.has("allOf")
                || schema.has("$ref")
                || schema.has("patternProperties")) {
            return null;
        }
        Map<String, FieldType> fields = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(field -> fields.put(field.getKey(), type(field.getValue())));
        return fields;
    }

    private static FieldType type(JsonNode schema) {
        return switch (schema.path("type").asText("")) {
            case "string" -> FieldType.TEXT;
            case "integer", "number" -> FieldType.NUMBER;
            case "boolean" -> FieldType.TRUTH;
            case "array" -> FieldType.LIST;
            case "object" -> FieldType.FIELDS;
            default -> FieldType.ANY;
        };
    }
}
