package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.core.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the doubles that both doors carry into the integers that a schema asks for, so that {@code request.days + 1} means
 * the same over both.
 *
 * <p>Follows {@code properties}, {@code additionalProperties}, {@code items}, {@code prefixItems}, {@code allOf} and local
 * {@code $ref}; what stands only in {@code anyOf} or {@code oneOf} stays a double.
 */
final class Coercion {
    private static final double EXACT_MOST = 1L << 53;
    private static final int DEPTH_MOST = 64;

    private final boolean whole;
    private final Map<String, Coercion> properties = new HashMap<>();
    private final List<Coercion> prefix = new ArrayList<>();
    private @Nullable Coercion others;
    private @Nullable Coercion items;

    private Coercion(boolean whole) {
        this.whole = whole;
    }

    /** The coercion of a schema; null where nothing in it is an integer. */
    static @Nullable Coercion of(JsonNode schema) {
        return of(schema, schema, 0);
    }

    private static @Nullable Coercion of(JsonNode schema, JsonNode root, int depth) {
        JsonNode resolved = resolve(schema, root);
        if (depth > DEPTH_MOST || !resolved.isObject()) {
            return null; // a recursive schema is followed so far and no further
        }
        Coercion coercion = new Coercion(wantsInteger(resolved.path("type")));
        coercion.take(resolved, root, depth);
        for (JsonNode part : resolved.path("allOf")) {
            coercion.take(resolve(part, root), root, depth);
        }
        return coercion.isIdle() ? null : coercion;
    }

    private void take(JsonNode schema, JsonNode root, int depth) {
        schema.path("properties").properties().forEach(property -> {
            Coercion inner = of(property.getValue(), root, depth + 1);
            if (inner != null) {
                properties.put(property.getKey(), inner);
            }
        });
        for (JsonNode item : schema.path("prefixItems")) {
            Coercion inner = of(item, root, depth + 1);
            prefix.add(inner != null ? inner : new Coercion(false));
        }
        if (schema.path("additionalProperties").isObject()) {
            others = of(schema.path("additionalProperties"), root, depth + 1);
        }
        if (schema.path("items").isObject()) {
            items = of(schema.path("items"), root, depth + 1);
        }
    }

    private static JsonNode resolve(JsonNode schema, JsonNode root) {
        JsonNode here = schema;
        for (int hops = 0; hops < DEPTH_MOST && here.path("$ref").asText().startsWith("#/"); hops++) {
            here = root.at(here.path("$ref").asText().substring(1));
        }
        return here;
    }

    private static boolean wantsInteger(JsonNode type) {
        if (type.isTextual()) {
            return type.asText().equals("integer");
        }
        boolean integer = false;
        for (JsonNode one : type) {
            if (one.asText().equals("number")) {
                return false;
            }
            integer |= one.asText().equals("integer");
        }
        return integer;
    }

    private boolean isIdle() {
        return !whole && properties.isEmpty() && prefix.isEmpty() && others == null && items == null;
    }

    /** The object with integers where the schema asks for them. */
    Map<String, @Nullable Object> apply(Map<String, @Nullable Object> object, String path, List<Violation> violations) {
        Map<String, @Nullable Object> coerced = HashMap.newHashMap(object.size());
        object.forEach((name, value) -> {
            Coercion inner = properties.getOrDefault(name, others);
            coerced.put(name, inner == null ? value : inner.value(value, path + "." + name, violations));
        });
        return coerced;
    }

    @SuppressWarnings("unchecked") // plain values: a map's keys are strings
    private @Nullable Object value(@Nullable Object value, String path, List<Violation> violations) {
        return switch (value) {
            case Double number when whole -> integer(number, path, violations);
            case Map<?, ?> map -> apply((Map<String, @Nullable Object>) map, path, violations);
            case List<?> list -> list(list, path, violations);
            case null, default -> value;
        };
    }

    private List<@Nullable Object> list(List<?> list, String path, List<Violation> violations) {
        List<@Nullable Object> coerced = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            Coercion inner = i < prefix.size() ? prefix.get(i) : items;
            Object element = list.get(i);
            coerced.add(inner == null ? element : inner.value(element, path + "[" + i + "]", violations));
        }
        return coerced;
    }

    private static Object integer(Double number, String path, List<Violation> violations) {
        if (number == Math.rint(number) && Math.abs(number) <= EXACT_MOST) {
            return number.longValue();
        }
        violations.add(
                number == Math.rint(number)
                        ? new Violation(
                                path,
                                "the whole number " + number + " lies beyond ±2^53, where numbers are not exact",
                                "send large identifiers as text")
                        : new Violation(path, number + " is no whole number", "send a whole number"));
        return number;
    }
}
