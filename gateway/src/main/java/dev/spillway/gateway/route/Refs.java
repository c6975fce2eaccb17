package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;

/** Local references of a schema: {@code "$ref": "#/$defs/days"}. */
final class Refs {
    private static final int HOPS_MAX = 64;

    private Refs() {}

    /** What a schema stands for: itself, or what its local reference leads to; a missing node where that is nothing. */
    static JsonNode resolved(JsonNode schema, JsonNode document) {
        JsonNode here = schema;
        for (int hops = 0; hops < HOPS_MAX; hops++) {
            String ref = here.path("$ref").asText();
            if (ref.equals("#")) {
                here = document;
            } else if (ref.startsWith("#/")) {
                here = document.at(ref.substring(1));
            } else {
                return here;
            }
        }
        return here;
    }
}
