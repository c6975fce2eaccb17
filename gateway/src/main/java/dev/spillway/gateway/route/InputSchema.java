package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import dev.spillway.core.Violations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route's JSON Schema (draft 2020-12, or an older one that it names): coerces an input's numbers and says what is wrong with
 * it. Thread-safe.
 *
 * <p>Checking is bounded in work ({@link SchemaWork}), and what is wrong in number and bytes ({@link Violations}).
 */
public final class InputSchema {
    /** Takes any object as it is. */
    public static final InputSchema ANY = new InputSchema(null, null, null);

    private final @Nullable JsonNode document;
    private final @Nullable Schema schema;
    private final @Nullable Coercion coercion;

    private InputSchema(@Nullable JsonNode document, @Nullable Schema schema, @Nullable Coercion coercion) {
        this.document = document;
        this.schema = schema;
        this.coercion = coercion;
    }

    /** What came of an input: coerced, and what is wrong with it, if anything. */
    public record Checked(Map<String, @Nullable Object> input, Violations violations) {}

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
            Schema schema = SchemaDialects.registry().getSchema(document);
            schema.initializeValidators();
            InputSchema read = new InputSchema(document, schema, Coercion.of(document));
            Violations endless = new Violations();
            errors(schema, JsonNodeFactory.instance.objectNode(), endless); // costs little unless it has no end
            if (!endless.isEmpty()) {
                throw new IllegalArgumentException("it refers to itself without end");
            }
            return read;
        } catch (RuntimeException | StackOverflowError cause) { // the library has no one type for "not a schema"
            throw new IllegalArgumentException("not a JSON Schema that can be used: " + reason(cause), cause);
        }
    }

    /** What went wrong in the end: the library wraps what its keywords throw. */
    private static String reason(Throwable cause) {
        Throwable end = cause;
        while (end.getCause() != null && !(end instanceof IllegalArgumentException)) {
            end = end.getCause();
        }
        return end instanceof StackOverflowError ? "it is nested too deep" : String.valueOf(end.getMessage());
    }

    /** The schema's document; null where any object is taken. */
    public @Nullable JsonNode document() {
        return document;
    }

    /** Coerces and checks an input whose numbers are doubles. */
    public Checked check(Map<String, @Nullable Object> input) {
        Violations violations = new Violations();
        if (schema == null) {
            return new Checked(input, violations);
        }
        Map<String, @Nullable Object> coerced = coercion == null ? input : coercion.apply(input, violations);
        if (violations.isEmpty()) {
            for (Error error : errors(schema, node(coerced), violations)) {
                if (violations.isFull()) {
                    violations.addUntold();
                } else {
                    tell(error, violations);
                }
            }
        }
        return new Checked(coerced, violations);
    }

    /** What the library has against a value; one violation more where checking it would take too long. */
    private static List<Error> errors(Schema schema, JsonNode node, Violations violations) {
        ExecutionContext context = schema.createExecutionContext();
        List<Error> found = context.getErrors();
        SchemaWork work = new SchemaWork(SchemaWork.UNITS_MAX);
        try {
            work.during(() -> schema.validate(context, node));
            work.charge(0);
            return found;
        } catch (SchemaWork.TooMuch tooMuch) {
            if (found.isEmpty() || work.isDoubtful()) {
                violations.add("input", String.valueOf(tooMuch.getMessage()), "send less");
                return List.of();
            }
            violations.cut();
            return found;
        }
    }

    private static void tell(Error error, Violations violations) {
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
        violations.add(path.toString(), error.getMessage(), mend);
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
