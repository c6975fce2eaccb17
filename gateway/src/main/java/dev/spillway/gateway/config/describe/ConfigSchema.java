package dev.spillway.gateway.config.describe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.shape.Limits;
import dev.spillway.gateway.config.shape.Notation;
import dev.spillway.gateway.config.shape.Notation.Lexeme;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.math.BigDecimal;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The JSON Schema (draft 2020-12) of the configuration, with which editors complete and check it. */
public final class ConfigSchema {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<Lexeme, String> TYPES =
            Map.of(Lexeme.TEXT, "string", Lexeme.WHOLE, "integer", Lexeme.FRACTION, "number", Lexeme.TRUTH, "boolean");

    private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

    private ConfigSchema() {}

    /** The schema, as JSON. */
    public static String text() {
        ConfigSchema schema = new ConfigSchema();
        ObjectNode root = object();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Spillway");
        root.setAll(schema.properties(new Shape.Block(GatewayConfig.class)));
        root.set("$defs", schema.definitions);
        try {
            return MAPPER.writer(printer()).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException cause) {
            throw new IllegalStateException("a tree of JSON can always be written", cause);
        }
    }

    private static PrettyPrinter printer() {
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    }

    private ObjectNode schema(Shape shape) {
        return switch (shape) {
            case Shape.Anything _ -> object();
            case Shape.Scalar<?> scalar -> scalar(scalar.notation(), scalar.limits());
            case Shape.Listing listing -> listing(listing);
            case Shape.Named named -> named(named);
            case Shape.Block block -> reference(name(block.type()), block);
            case Shape.OneOf oneOf -> reference(name(oneOf.type()), oneOf);
        };
    }

    private static ObjectNode scalar(Notation<?> notation, Limits limits) {
        ObjectNode schema = object();
        if (!notation.words().isEmpty()) {
            ArrayNode words = schema.putArray("enum");
            notation.words().forEach(words::add);
            return schema;
        }
        boolean numbers = !notation.lexemes().getFirst().equals(Lexeme.TEXT);
        if (notation.lexemes().contains(Lexeme.TEXT) && numbers) {
            schema.putArray("type").add("number").add("string");
        } else {
            schema.put("type", TYPES.get(notation.lexemes().getFirst()));
        }
        if (!notation.regex().isEmpty()) {
            schema.put("pattern", "^(?:" + notation.regex() + ")$");
        }
        if (numbers) {
            bound(schema, "minimum", limits.least());
            bound(schema, "exclusiveMinimum", limits.above());
            bound(schema, "maximum", limits.most());
        }
        return schema;
    }

    private static void bound(ObjectNode schema, String keyword, String bound) {
        if (!bound.isEmpty()) {
            schema.put(keyword, new BigDecimal(bound));
        }
    }

    private ObjectNode listing(Shape.Listing shape) {
        ObjectNode schema = object();
        schema.put("type", "array");
        schema.set("items", schema(shape.element()));
        if (shape.unique()) {
            schema.put("uniqueItems", true);
        }
        bound(schema, "minItems", shape.entries().least());
        bound(schema, "maxItems", shape.entries().most());
        return schema;
    }

    private ObjectNode named(Shape.Named shape) {
        ObjectNode schema = object();
        schema.put("type", "object");
        if (shape.keys() != null) {
            schema.putObject("propertyNames")
                    .put("pattern", "^(?:" + shape.keys().regex() + ")$");
        }
        schema.set("additionalProperties", schema(shape.value()));
        bound(schema, "minProperties", shape.entries().least());
        bound(schema, "maxProperties", shape.entries().most());
        return schema;
    }

    private ObjectNode reference(String name, Shape shape) {
        if (!definitions.has(name)) {
            definitions.set(name, object()); // for its own branches to refer to
            definitions.set(name, shape instanceof Shape.OneOf oneOf ? oneOf(oneOf) : properties((Shape.Block) shape));
        }
        return object().put("$ref", "#/$defs/" + name);
    }

    private ObjectNode oneOf(Shape.OneOf shape) {
        ObjectNode schema = object();
        schema.put("type", "object");
        schema.putArray("required").add(shape.key());
        ObjectNode key = schema.putObject("properties").putObject(shape.key());
        key.put("description", shape.doc());
        ArrayNode words = key.putArray("enum");
        ArrayNode cases = schema.putArray("allOf");
        shape.blocks().forEach((word, block) -> {
            words.add(word);
            ObjectNode one = cases.addObject();
            ObjectNode when = one.putObject("if");
            when.putArray("required").add(shape.key());
            when.putObject("properties").putObject(shape.key()).put("const", word);
            ObjectNode properties = properties(block);
            properties.withObjectProperty("properties").putObject(shape.key()).put("const", word);
            definitions.set(name(block.type()), properties);
            one.putObject("then").put("$ref", "#/$defs/" + name(block.type()));
        });
        return schema;
    }

    private ObjectNode properties(Shape.Block block) {
        ObjectNode schema = object();
        schema.put("description", block.doc());
        schema.put("type", "object");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        ObjectNode properties = schema.putObject("properties");
        for (Slot slot : block.slots()) {
            properties.set(slot.key(), property(slot));
            if (slot.required()) {
                required.add(slot.key());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode property(Slot slot) {
        ObjectNode schema = object();
        schema.put("description", Sentences.of(slot));
        schema.setAll(schema(slot.shape()));
        if (slot.byDefault() != null) {
            Object value = slot.isText()
                    ? slot.byDefault()
                    : new Load(LoadSettings.builder()
                                    .setSchema(new CoreSchema())
                                    .build())
                            .loadFromString(slot.byDefault());
            schema.set("default", MAPPER.valueToTree(value));
        }
        return schema;
    }

    private static String name(Class<?> type) {
        return type.getSimpleName().replaceFirst("Config$", "");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
