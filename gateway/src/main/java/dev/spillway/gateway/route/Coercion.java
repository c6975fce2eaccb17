package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.core.Violations;
import dev.spillway.expressions.Numbers;
import dev.spillway.gateway.json.JsonNumbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the doubles that both doors carry into the integers that a schema asks for, so that {@code request.days + 1} means
 * the same over both.
 *
 * <p>Follows {@code properties}, {@code additionalProperties}, {@code items}, {@code prefixItems}, {@code allOf}, local
 * {@code $ref}, and {@code anyOf} and {@code oneOf} as far as their alternatives agree: a number that may be another than an
 * integer stays a double, whatever its value.
 */
final class Coercion {
    private static final int PARTS_MAX = 5_000; // a larger schema is followed so far and no further

    private boolean whole;
    private boolean takesText;
    private final Map<String, Coercion> properties = new HashMap<>();
    private final List<@Nullable Coercion> prefix = new ArrayList<>();
    private @Nullable Coercion others;
    private @Nullable Coercion items;
    private boolean isBusy;

    private Coercion() {}

    /** The coercion of a schema; null where nothing in it is an integer. */
    static @Nullable Coercion of(JsonNode schema) {
        Map<List<JsonNode>, Coercion> parts = new HashMap<>();
        Coercion whole = of(List.of(schema), schema, parts);
        boolean changed = true;
        while (changed) { // a schema may refer to itself, so who is busy is found step by step
            changed = false;
            for (Coercion part : parts.values()) {
                if (!part.isBusy && part.reachesBusy()) {
                    part.isBusy = true;
                    changed = true;
                }
            }
        }
        return whole.isBusy ? whole : null;
    }

    /** The coercion of what each of some schemas may stand for. */
    private static Coercion of(List<JsonNode> schemas, JsonNode document, Map<List<JsonNode>, Coercion> parts) {
        Coercion known = parts.get(schemas);
        if (known != null || parts.size() >= PARTS_MAX) {
            return known != null ? known : new Coercion();
        }
        Coercion coercion = new Coercion();
        parts.put(schemas, coercion);
        Members members = new Members(document);
        schemas.forEach(members::add);
        coercion.whole = members.isInteger();
        coercion.isBusy = coercion.whole;
        coercion.takesText = members.text;
        members.fields().forEach((name, of) -> coercion.properties.put(name, of(of, document, parts)));
        for (List<JsonNode> item : members.prefix()) {
            coercion.prefix.add(of(item, document, parts));
        }
        List<JsonNode> additional = members.under("additionalProperties");
        coercion.others = additional.isEmpty() ? null : of(additional, document, parts);
        List<JsonNode> each = members.under("items");
        coercion.items = each.isEmpty() ? null : of(each, document, parts);
        return coercion;
    }

    private boolean reachesBusy() {
        return properties.values().stream().anyMatch(part -> part.isBusy)
                || prefix.stream().anyMatch(part -> part != null && part.isBusy)
                || (others != null && others.isBusy)
                || (items != null && items.isBusy);
    }

    /** A schema with all that says more of the same value: what it refers to, {@code allOf}, its alternatives. */
    private static final class Members {
        private final JsonNode document;
        private final Set<JsonNode> all = new LinkedHashSet<>();
        private boolean integer;
        private boolean other;
        private boolean text;

        Members(JsonNode document) {
            this.document = document;
        }

        void add(JsonNode schema) {
            JsonNode here = Refs.resolved(schema, document);
            if (!here.isObject() || !all.add(here)) {
                return;
            }
            JsonNode type = here.path("type");
            integer |= names(type, "integer");
            other |= names(type, "number");
            text |= names(type, "string");
            if (schema.has("$ref") && schema.size() > 1) {
                addParts(schema); // what stands beside a $ref
            }
            addParts(here);
        }

        private void addParts(JsonNode schema) {
            schema.path("allOf").forEach(this::add);
            for (String choice : List.of("anyOf", "oneOf")) {
                schema.path(choice).forEach(alternative -> {
                    other |= takesAnyNumber(alternative);
                    add(alternative);
                });
            }
        }

        /** An alternative without a type takes any number, unless it lists its values. */
        private boolean takesAnyNumber(JsonNode alternative) {
            JsonNode here = Refs.resolved(alternative, document);
            return !here.has("type")
                    && !here.has("const")
                    && !here.has("enum")
                    && !here.has("allOf")
                    && !here.has("anyOf")
                    && !here.has("oneOf")
                    && !here.has("properties")
                    && !here.has("required");
        }

        private static boolean names(JsonNode type, String wanted) {
            if (type.isTextual()) {
                return type.asText().equals(wanted);
            }
            for (JsonNode one : type) {
                if (one.asText().equals(wanted)) {
                    return true;
                }
            }
            return false;
        }

        boolean isInteger() {
            return integer && !other;
        }

        Map<String, List<JsonNode>> fields() {
            Map<String, List<JsonNode>> fields = new HashMap<>();
            for (JsonNode member : all) {
                member.path("properties")
                        .properties()
                        .forEach(field -> fields.computeIfAbsent(field.getKey(), _ -> new ArrayList<>())
                                .add(field.getValue()));
            }
            return fields;
        }

        List<List<JsonNode>> prefix() {
            List<List<JsonNode>> prefix = new ArrayList<>();
            for (JsonNode member : all) {
                JsonNode listed = member.path("items").isArray() ? member.path("items") : member.path("prefixItems");
                for (int i = 0; i < listed.size(); i++) {
                    if (i == prefix.size()) {
                        prefix.add(new ArrayList<>());
                    }
                    prefix.get(i).add(listed.get(i));
                }
            }
            return prefix;
        }

        List<JsonNode> under(String keyword) {
            return all.stream()
                    .map(member -> member.path(keyword))
                    .filter(JsonNode::isObject)
                    .toList();
        }
    }

    /** The object with integers where the schema asks for them. */
    Map<String, @Nullable Object> apply(Map<String, @Nullable Object> object, Violations violations) {
        return object(object, new ValuePath(), violations);
    }

    private Map<String, @Nullable Object> object(Map<?, ?> object, ValuePath path, Violations violations) {
        Map<String, @Nullable Object> coerced = HashMap.newHashMap(object.size());
        object.forEach((key, value) -> {
            String name = (String) key;
            Coercion inner = properties.getOrDefault(name, others);
            if (inner != null && inner.isBusy) {
                path.down(name);
                coerced.put(name, inner.value(value, path, violations));
                path.up();
            } else {
                coerced.put(name, value);
            }
        });
        return coerced;
    }

    private @Nullable Object value(@Nullable Object value, ValuePath path, Violations violations) {
        return switch (value) {
            case Double number when whole -> integer(number, path, violations);
            case String text when whole && !takesText -> digits(text);
            case Map<?, ?> map -> object(map, path, violations);
            case List<?> list -> list(list, path, violations);
            case null, default -> value;
        };
    }

    private List<@Nullable Object> list(List<?> list, ValuePath path, Violations violations) {
        List<@Nullable Object> coerced = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            Coercion inner = i < prefix.size() ? prefix.get(i) : items;
            Object element = list.get(i);
            if (inner != null && inner.isBusy) {
                path.down(i);
                coerced.add(inner.value(element, path, violations));
                path.up();
            } else {
                coerced.add(element);
            }
        }
        return coerced;
    }

    private static Object integer(Double number, ValuePath path, Violations violations) {
        Long exact = Numbers.whole(number);
        if (exact != null) {
            return exact;
        }
        if (violations.isFull()) {
            violations.addUntold();
        } else if (Numbers.isWhole(number)) {
            violations.add(
                    path.toString(),
                    "the whole number " + Numbers.text(number) + " is beyond ±2^53, where numbers are not exact",
                    "send it as a string of digits");
        } else {
            violations.add(path.toString(), Numbers.text(number) + " is not a whole number", "send a whole number");
        }
        return number;
    }

    private static Object digits(String text) {
        Long whole = JsonNumbers.beyondDoubles(text);
        return whole != null ? (Object) whole : text;
    }
}
