package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields by which an alternative of a schema is known from the others: those with a {@code const} or an {@code enum}.
 *
 * @param values that the value itself must be one of; empty where there is no such list
 */
record Marks(List<Mark> fields, Set<JsonNode> values) {
    private static final int HOPS_MAX = 16;

    private record Mark(String field, Set<JsonNode> values) {}

    /** Those of a schema, also behind a local {@code $ref} and in {@code allOf}. */
    static Marks of(JsonNode schema, JsonNode document) {
        List<Mark> fields = new ArrayList<>();
        Set<JsonNode> values = new HashSet<>(listed(schema));
        gather(schema, document, fields, values, 0);
        return new Marks(List.copyOf(fields), Set.copyOf(values));
    }

    private static void gather(JsonNode schema, JsonNode document, List<Mark> fields, Set<JsonNode> values, int hops) {
        if (hops > HOPS_MAX) {
            return;
        }
        JsonNode here = Refs.resolved(schema, document);
        values.addAll(listed(here));
        here.path("properties").properties().forEach(property -> {
            Set<JsonNode> wanted = listed(Refs.resolved(property.getValue(), document));
            if (!wanted.isEmpty()) {
                fields.add(new Mark(property.getKey(), wanted));
            }
        });
        here.path("allOf").forEach(part -> gather(part, document, fields, values, hops + 1));
    }

    private static Set<JsonNode> listed(JsonNode schema) {
        Set<JsonNode> values = new HashSet<>();
        schema.path("enum").forEach(values::add);
        if (schema.has("const")) {
            values.add(schema.get("const"));
        }
        return values;
    }

    /** How many marks a value bears, less those where it bears another. */
    int fit(JsonNode value) {
        int fit = values.isEmpty() || value.isContainerNode() ? 0 : values.contains(value) ? 1 : -1;
        for (Mark mark : fields) {
            JsonNode field = value.get(mark.field);
            if (field != null && field.isValueNode()) {
                fit += mark.values.contains(field) ? 1 : -1;
            }
        }
        return fit;
    }
}
