package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.spillway.core.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route's JSON Schema (draft 2020-12): coerces an input's numbers and says what is wrong with it. Thread-safe. */
public final class InputSchema {
    /** Takes any object as it is. */
    public static final InputSchema ANY = new InputSchema(null, null, null);

    private static final int VIOLATIONS_MOST = 20;
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final @Nullable JsonNode document;
    private final @Nullable Schema schema;
    private final @Nullable Coercion coercion;

    private InputSchema(@Nullable JsonNode document, @Nullable Schema schema, @Nullable Coercion coercion) {
        this.document = document;
        this.schema = schema;
        this.coercion = coercion;
    }

    /** What came of an input: coerced, and what is wrong with it, if anything. */
    public record Checked(Map<String, @Nullable Object> input, List<Violation> violations) {}

    /**
     * Reads a schema from a file. Blocks.
     *
     * @throws IllegalArgumentException where the file is no schema
     */
    public static InputSchema read(Path file) {
        try {
            return of(new ObjectMapper().readTree(Files.readString(file)));
        } catch (IOException cause) {
            throw new IllegalArgumentException("the schema can't be read: " + cause.getMessage(), cause);
        }
    }

    /**
     * A schema from its document.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static InputSchema of(JsonNode document) {
        if (!document.isObject()) {
            throw new IllegalArgumentException("a schema is a JSON object");
        }
        try {
            Schema schema = REGISTRY.getSchema(document);
            schema.initializeValidators();
            return new InputSchema(document, schema, Coercion.of(document));
        } catch (RuntimeException cause) { // the library has no one type for "this is no schema"
            throw new IllegalArgumentException("this is no JSON Schema: " + cause.getMessage(), cause);
        }
    }

    /** The schema's document; null where any object is taken. */
    public @Nullable JsonNode document() {
        return document;
    }

    /** Coerces and checks an input whose numbers are doubles. */
    public Checked check(Map<String, @Nullable Object> input) {
        if (schema == null) {
            return new Checked(input, List.of());
        }
        List<Violation> violations = new ArrayList<>(0);
        Map<String, @Nullable Object> coerced = coercion == null ? input : coercion.apply(input, "input", violations);
        if (violations.isEmpty()) {
            for (Error error : schema.validate(node(coerced))) {
                if (violations.size() == VIOLATIONS_MOST) {
                    break;
                }
                violations.add(violation(error));
            }
        }
        return new Checked(coerced, violations);
    }

    private static Violation violation(Error error) {
        StringBuilder path = new StringBuilder("input");
        for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
            Object name = error.getInstanceLocation().getElement(i);
            path.append(name instanceof Integer ? "[" + name + "]" : "." + name);
        }
        if (error.getProperty() != null) {
            path.append('.').append(error.getProperty());
        }
        String mend = switch (error.getKeyword()) {
            case "required" -> "add the field";
            case "additionalProperties", "unevaluatedProperties" -> "leave the field out, or correct its name";
            case "type" -> "send the type that the route's schema names";
            case "enum", "const" -> "send one of the values that the route's schema lists";
            default -> "see the route's schema: GET /v1/routes";
        };
        return new Violation(path.toString(), error.getMessage(), mend);
    }

    private static JsonNode node(@Nullable Object plain) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (plain) {
            case null -> nodes.nullNode();
            case String text -> nodes.textNode(text);
            case Long number -> nodes.numberNode(number);
            case Number number -> nodes.numberNode(number.doubleValue());
            case Boolean truth -> nodes.booleanNode(truth);
            case Map<?, ?> map -> {
                var object = nodes.objectNode();
                map.forEach((name, value) -> object.set(String.valueOf(name), node(value)));
                yield object;
            }
            case List<?> list -> {
                var array = nodes.arrayNode();
                list.forEach(value -> array.add(node(value)));
                yield array;
            }
            default -> throw new IllegalArgumentException("no plain value: " + plain.getClass());
        };
    }
}
