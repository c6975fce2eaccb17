package dev.spillway.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.core.Violations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No body up to the largest one holds its thread for long, whatever the schema. Time is that of the thread's processor, which
 * other work on the machine does not lengthen much.
 */
class SchemaWorkTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long CPU_MAX_MILLIS = 250;

    /** Schemas whose keywords multiply their work, each for an object with the field {@code x}. */
    private static final Map<String, String> SCHEMAS = schemas();

    private static Map<String, String> schemas() {
        Map<String, String> schemas = new LinkedHashMap<>();
        schemas.put("unique", "{'uniqueItems': true}");
        schemas.put("unique within", "{'items': {'uniqueItems': true, 'items': {'uniqueItems': true}}}");
        schemas.put("pattern", "{'pattern': '^(([a-z])+.)+[A-Z]([a-z])+$', 'items': {'pattern': '(a|aa)+$'}}");
        schemas.put("patterns", """
            {'patternProperties': {'^(a+)+$': {'type': 'integer'}, '(x|y)*z$': true, '[0-9]+': {'minLength': 1}},
             'additionalProperties': {'pattern': '(a*)*b'}}\
            """);
        schemas.put("names", "{'propertyNames': {'pattern': '^(k|k1)+$', 'maxLength': 20}}");
        schemas.put("enum", "{'enum': [1, 'a', [1, 2], {'a': 1}], 'items': {'enum': ['a', 'b', {'a': [1]}]}}");
        schemas.put("const", "{'not': {'const': [[1, 2], [3]]}, 'items': {'not': {'const': {'a': {'b': 1}}}}}");
        schemas.put("alternatives", """
            {'items': {'anyOf': [{'type': 'integer', 'minimum': 5}, {'type': 'string', 'maxLength': 3},
             {'oneOf': [{'const': 1}, {'enum': [2, 3]}, {'pattern': '^z+$'}]}, {'required': ['a', 'b']}]}}\
            """);
        schemas.put("tree", """
            {'$ref': '#/properties/x/$defs/n', '$defs': {'n': {'anyOf': [
             {'items': {'$ref': '#/properties/x/$defs/n'}, 'type': 'array', 'minItems': 3},
             {'items': {'$ref': '#/properties/x/$defs/n'}, 'type': 'array', 'maxItems': 1},
             {'items': {'$ref': '#/properties/x/$defs/n'}, 'type': 'array', 'contains': {'const': 7}}]}}}\
            """);
        schemas.put("contains", "{'contains': {'contains': {'type': 'boolean'}}, 'maxContains': 3, 'minContains': 2}");
        schemas.put("dependent", """
            {'dependentSchemas': {'k1': {'additionalProperties': {'type': 'integer'}}, 'k2': {'minProperties': 9}},
             'dependentRequired': {'k1': ['k2', 'k3']}, 'minProperties': 2}\
            """);
        schemas.put("unevaluated", """
            {'allOf': [{'patternProperties': {'^k[0-9]$': true}}, {'properties': {'k1': {'type': 'number'}}}],
             'unevaluatedProperties': {'type': 'integer'}, 'unevaluatedItems': false}\
            """);
        schemas.put("numbers", "{'items': {'multipleOf': 0.01, 'minimum': 0.5, 'exclusiveMaximum': 1e300}}");
        schemas.put("integers", "{'items': {'type': 'integer'}, 'additionalProperties': {'type': 'integer'}}");
        for (String format : List.of(
                "date-time",
                "date",
                "time",
                "duration",
                "email",
                "idn-email",
                "hostname",
                "idn-hostname",
                "ipv4",
                "ipv6",
                "uuid",
                "uri",
                "uri-reference",
                "iri",
                "iri-reference",
                "json-pointer",
                "relative-json-pointer",
                "uri-template",
                "regex")) {
            schemas.put(format, "{'format': '" + format + "', 'items': {'format': '" + format + "'}}");
        }
        schemas.replaceAll((_, schema) -> "{'properties': {'x': " + schema + "}}");
        return schemas;
    }

    private static final Map<String, Object> BODIES = bodies();

    private static Map<String, Object> bodies() {
        Map<String, Object> bodies = new LinkedHashMap<>();
        bodies.put("a long text", "a".repeat(4_000_000));
        bodies.put("a text of dots", "a.".repeat(500_000));
        bodies.put("a text of tags", "{a}'@%41/".repeat(100_000));
        bodies.put("a digit's text", "1".repeat(900_000));
        bodies.put("numbers", list(350_000, i -> i + 0.5));
        bodies.put("whole numbers", list(350_000, i -> (double) i));
        bodies.put("texts", list(90_000, i -> "text" + i));
        bodies.put("equal texts but for the last", list(900, i -> "a".repeat(1_000) + i));
        bodies.put("long texts", list(100, i -> "a".repeat(10_000) + i));
        bodies.put("texts that share a hash", list(32_768, i -> twins(i, 15)));
        bodies.put("lists", list(30_000, i -> List.of((double) i, "a")));
        bodies.put("objects", list(20_000, i -> Map.of("a", (double) i, "b", "c")));
        bodies.put("empty objects", list(100_000, _ -> Map.of()));
        bodies.put("fields", fields(50_000, i -> (double) i));
        bodies.put("fields of texts", fields(30_000, i -> "aaaaaaaaaaaaaaaaaaaaaa" + i));
        bodies.put("a long name", Map.of("a".repeat(900_000), 1.0));
        Object deep = List.of(1.0, 2.0);
        for (int i = 0; i < 28; i++) {
            deep = List.of(deep, (double) i);
        }
        bodies.put("depth", deep);
        bodies.put("depths", list(200, _ -> BODIES_DEEP));
        return bodies;
    }

    private static final Object BODIES_DEEP = List.of(List.of(List.of(List.of(1.0, List.of(List.of(2.0, 3.0))))));

    /** One of 2^bits texts whose hash codes in Java are all the same, as its own documentation of hash codes tells. */
    private static String twins(int number, int bits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bits; i++) {
            text.append((number >> i & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static List<Object> list(int size, IntFunction<Object> item) {
        return IntStream.range(0, size).mapToObj(item).toList();
    }

    private static Map<String, Object> fields(int size, IntFunction<Object> value) {
        Map<String, Object> fields = new HashMap<>();
        IntStream.range(0, size).forEach(i -> fields.put("k" + i, value.apply(i)));
        return fields;
    }

    private static InputSchema schema(String text) {
        try {
            return InputSchema.of(JSON.readTree(text.replace('\'', '"')));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    @BeforeAll
    static void warm() {
        InputSchema schema = schema(SCHEMAS.get("alternatives"));
        for (int i = 0; i < 200; i++) {
            schema.check(Map.of("x", list(500, one -> (double) one)));
        }
    }

    @TestFactory
    Stream<DynamicTest> anyBodyAgainstAnySchemaIsCheckedInBoundedTime() {
        return SCHEMAS.entrySet().stream()
                .map(named -> DynamicTest.dynamicTest(named.getKey(), () -> {
                    InputSchema schema = schema(named.getValue());
                    List<String> slow = new ArrayList<>();
                    BODIES.forEach((body, value) ->
                            slow.addAll(slow(named.getKey() + " of " + body, schema, Map.of("x", value))));
                    assertThat(slow).isEmpty();
                }));
    }

    /** Those of the project's own schemas: each field of theirs, and the field after, holds each of the bodies. */
    @TestFactory
    Stream<DynamicTest> everyFixtureTakesAnyBodyInBoundedTime() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(Path.of("..").toRealPath())) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.toString().contains("/target/")
                            && !file.toString().contains("/.git"))
                    .filter(SchemaWorkTest::isSchema)
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(3);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    InputSchema schema = InputSchema.read(file);
                    List<String> slow = new ArrayList<>();
                    for (Map.Entry<String, Object> body : BODIES.entrySet()) {
                        Map<String, @Nullable Object> input = new HashMap<>();
                        JSON.readTree(file.toFile())
                                .path("properties")
                                .fieldNames()
                                .forEachRemaining(name -> input.put(name, body.getValue()));
                        input.put("other", body.getValue());
                        slow.addAll(slow(body.getKey(), schema, input));
                    }
                    assertThat(slow).isEmpty();
                }));
    }

    private static boolean isSchema(Path file) {
        try {
            JsonNode document = JSON.readTree(file.toFile());
            return document instanceof ObjectNode object
                    && object.path("properties").isObject()
                    && object.path("type").asText().equals("object");
        } catch (IOException other) {
            return false;
        }
    }

    /** The body, if it took too long in three tries, so that a collection of garbage or a compilation is no failure. */
    private static List<String> slow(String name, InputSchema schema, Map<String, @Nullable Object> input) {
        var threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least > CPU_MAX_MILLIS; i++) {
            long before = threads.getCurrentThreadCpuTime();
            Violations violations = schema.check(input).violations();
            least = Math.min(least, (threads.getCurrentThreadCpuTime() - before) / 1_000_000);
            assertThat(violations.kept().size()).isLessThanOrEqualTo(Violations.COUNT_MAX);
        }
        if (Boolean.getBoolean("times")) {
            System.out.println(least + " ms " + name);
        }
        return least <= CPU_MAX_MILLIS ? List.of() : List.of(name + ": " + least + " ms");
    }
}
