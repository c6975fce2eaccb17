package dev.spillway.gateway.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spillway.proto.v1.ListRoutesResponse;
import dev.spillway.proto.v1.Route;
import java.io.IOException;

/** A {@code ListRoutesResponse} by protobuf's JSON mapping; the list is there even when it is empty. */
final class RoutesJson {
    private RoutesJson() {}

    static void write(JsonGenerator json, ListRoutesResponse routes) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("routes");
        for (Route route : routes.getRoutesList()) {
            route(json, route);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void route(JsonGenerator json, Route route) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", route.getName());
        if (!route.getDescription().isEmpty()) {
            json.writeStringField("description", route.getDescription());
        }
        if (route.hasBudgetDefault()) {
            json.writeStringField("budgetDefault", DurationText.of(route.getBudgetDefault()));
        }
        if (route.hasBudgetMost()) {
            json.writeStringField("budgetMost", DurationText.of(route.getBudgetMost()));
        }
        if (route.hasInputSchema()) {
            json.writeFieldName("inputSchema");
            StructJson.write(json, route.getInputSchema());
        }
        json.writeEndObject();
    }
}
