package dev.spillway.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Struct;
import dev.spillway.gateway.route.Route;
import dev.spillway.gateway.route.Routes;
import dev.spillway.proto.v1.ListRoutesResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes as both doors list them. */
public final class RouteList {
    private RouteList() {}

    /** The answer to {@code ListRoutes}. Made once for each assembly, not for each request. */
    public static ListRoutesResponse of(Routes routes) {
        ListRoutesResponse.Builder list = ListRoutesResponse.newBuilder();
        routes.byName().values().forEach(route -> list.addRoutes(route(route)));
        return list.build();
    }

    private static dev.spillway.proto.v1.Route route(Route route) {
        dev.spillway.proto.v1.Route.Builder listed = dev.spillway.proto.v1.Route.newBuilder()
                .setName(route.name())
                .setDescription(route.description())
                .setBudgetDefault(Replies.duration(route.budgetDefault().toNanos()))
                .setBudgetMost(Replies.duration(route.budgetMost().toNanos()));
        JsonNode schema = route.input().document();
        if (schema != null) {
            listed.setInputSchema(struct(schema));
        }
        return listed.build();
    }

    private static Struct struct(JsonNode object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
        return Structs.struct(fields);
    }

    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                node.properties().forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
                yield fields;
            }
            case ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                node.forEach(element -> elements.add(plain(element)));
                yield elements;
            }
            case NUMBER -> node.doubleValue();
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }
}
