package dev.spillway.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.core.Violation;
import dev.spillway.core.Violations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> DRAFTS = List.of(
            "http://json-schema.org/draft-04/schema#",
            "http://json-schema.org/draft-06/schema#",
            "http://json-schema.org/draft-07/schema#",
            "https://json-schema.org/draft/2019-09/schema",
            "https://json-schema.org/draft/2020-12/schema");

    private static InputSchema schema(String text) {
        try {
            return InputSchema.of(JSON.readTree(text.replace('\'', '"')));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** A schema for the field {@code x}. */
    private static InputSchema x(String schema) {
        return schema("{'properties': {'x': " + schema + "}}");
    }

    private static Violations of(InputSchema schema, @Nullable Object x) {
        Map<String, @Nullable Object> input = new HashMap<>();
        input.put("x", x);
        return schema.check(input).violations();
    }

    private static @Nullable Object coerced(InputSchema schema, @Nullable Object x) {
        Map<String, @Nullable Object> input = new HashMap<>();
        input.put("x", x);
        return schema.check(input).input().get("x");
    }

    private static Stream<String> problems(Violations violations) {
        return violations.kept().stream().map(one -> one.field() + ": " + one.problem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?=a)b", "(?!a)b", "(?<=a)b", "(a)\\\\1", "((a{1000}){1000}){1000}", "a("})
    void patternsThatRe2CanNotRunAreRefusedWhenTheSchemaIsRead(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> x("{'pattern': '" + pattern + "'}"))
                .withMessageContaining(pattern.replace("\\\\", "\\"))
                .withMessageContaining("RE2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> x("{'patternProperties': {'" + pattern + "': true}}"))
                .withMessageContaining("RE2");
    }

    @Test
    void patternsOfEcmaScriptMatchAsTheirAuthorsMeant() {
        InputSchema schema = x("{'pattern': '^\\\\/caf\\\\u00e9[\\\\w-]+\\\\d$'}");
        assertThat(of(schema, "/caf\u00e9-a_7").isEmpty()).isTrue();
        assertThat(of(schema, "/cafe-a_7").count()).isEqualTo(1);
    }

    @Test
    void aPatternSaysWhatAnOrdinaryOneWouldHaveSaid() {
        InputSchema order = x("{'type': 'string', 'pattern': '^[A-Z]{2}-[0-9]{3,10}$'}");
        assertThat(of(order, "AB-1234").isEmpty()).isTrue();
        assertThat(problems(of(order, "ab-1")))
                .containsExactly("input.x: does not match the regex pattern " + "^[A-Z]{2}-[0-9]{3,10}$");
    }

    @Test
    void aSchemaThatRefersToItselfWithoutEndIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema("{'$ref': '#/$defs/a', '$defs': {'a': {'allOf': [{'$ref': '#/$defs/a'}]}}}"));
    }

    @Test
    void aTreeThatRefersToItselfTwiceIsReadAndItsNumbersAreCoerced() {
        InputSchema tree = schema("""
            {'$ref': '#/$defs/n', '$defs': {'n': {'type': 'object', 'properties': {
             'size': {'type': 'integer'}, 'left': {'$ref': '#/$defs/n'}, 'right': {'$ref': '#/$defs/n'}}}}}\
            """);
        assertThat(tree.check(Map.of("left", Map.of("right", Map.of("size", 3.0))))
                        .input())
                .isEqualTo(Map.of("left", Map.of("right", Map.of("size", 3L))));
    }

    @Test
    void whatSaysNothingOfAValueIsTakenInEveryDraft() {
        for (String draft : DRAFTS) {
            InputSchema schema = schema("{'$schema': '" + draft + "', '$comment': 'c', 'title': 't', 'default': {},"
                    + "'examples': [1], 'readOnly': true, 'writeOnly': true, 'deprecated': true, '$defs': {'a': true},"
                    + "'definitions': {'b': {}}, 'if': {'required': ['x']}, 'then': {'required': ['y']}, 'else': {},"
                    + "'$vocabulary': {}, 'x-own': 1, 'dependencies': {'x': ['y']}, 'additionalItems': false,"
                    + "'minContains': 1, 'maxContains': 2, 'propertyNames': {}, 'not': {'required': ['z']}}");
            assertThat(schema.check(Map.of("x", 1.0, "y", 2.0)).violations().kept())
                    .as(draft)
                    .isEmpty();
        }
    }

    @Test
    void uniqueItemsAreFoundWhateverTheyAre() {
        InputSchema unique = x("{'uniqueItems': true}");
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            List<@Nullable Object> items = new ArrayList<>();
            for (int j = 0; j < 12; j++) {
                items.add(value(random, 2));
            }
            boolean twins = IntStream.range(0, items.size())
                    .anyMatch(j -> items.subList(0, j).contains(items.get(j)));
            assertThat(of(unique, items).count()).as("%s", items).isEqualTo(twins ? 1 : 0);
        }
        assertThat(of(unique, List.of(0.0, -0.0)).count()).isEqualTo(1);
        assertThat(of(unique, List.of(1.0, "1", true, List.of(1.0), Map.of("1", 1.0)))
                        .isEmpty())
                .isTrue();
        assertThat(of(x("{'uniqueItems': false}"), List.of(1.0, 1.0)).isEmpty()).isTrue();
    }

    private static @Nullable Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> (double) random.nextInt(12) / 2;
            case 1 -> "a".repeat(random.nextInt(12));
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4 -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield items;
            }
            default -> {
                Map<String, @Nullable Object> fields = new HashMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    fields.put("k" + random.nextInt(3), value(random, depth - 1));
                }
                yield fields;
            }
        };
    }

    @Test
    void manyViolationsAreCountedAndTheFirstOnesTold() {
        Violations halves = of(x("{'items': {'type': 'integer'}}"), Collections.nCopies(100_000, 1.5));
        assertThat(halves.count()).isEqualTo(100_000);
        assertThat(halves.kept()).hasSizeBetween(10, Violations.COUNT_MAX);
        assertThat(halves.kept().getFirst())
                .isEqualTo(new Violation("input.x[0]", "1.5 is not a whole number", "send a whole number"));
        assertThat(halves.summary())
                .isEqualTo("100000 things are wrong; the first " + halves.kept().size() + " are listed");
        Violations texts = of(x("{'items': {'maxLength': 3}}"), Collections.nCopies(3_000, "four"));
        assertThat(texts.count()).isEqualTo(3_000);
        assertThat(of(x("{'items': {'enum': ['" + "a".repeat(5_000) + "']}}"), Collections.nCopies(99, "b"))
                        .kept()
                        .toString()
                        .length())
                .isLessThan(2 * Violations.BYTES_MAX);
    }

    @Test
    void whatTakesTooLongToCheckIsOneViolation() {
        Violations violations = of(x("{'pattern': '^(a|b|c|d|e|f){1,60}$'}"), "a".repeat(900_000));
        assertThat(problems(violations))
                .containsExactly("input: too large for the route's schema: checking it takes too long");
    }

    @Test
    void aFailedChoiceTellsOfTheAlternativeWhoseConstFits() {
        StringBuilder schema = new StringBuilder("{'oneOf': [");
        for (int i = 0; i < 16; i++) {
            schema.append("{'$ref': '#/definitions/e").append(i).append("'}").append(i < 15 ? "," : "],");
        }
        schema.append("'definitions': {");
        for (int i = 0; i < 16; i++) {
            schema.append("'e")
                    .append(i)
                    .append("': {'type': 'object', 'required': ['action', 'id', 'f")
                    .append(i)
                    .append("'], 'properties': {'action': {'type': 'string', 'enum': ['action")
                    .append(i)
                    .append("']}, 'id': {'type': 'integer'}}}")
                    .append(i < 15 ? "," : "}}");
        }
        for (String keyword : List.of("oneOf", "anyOf")) {
            Violations violations = schema(schema.toString().replace("oneOf", keyword))
                    .check(Map.of("action", "action11", "id", 5.0))
                    .violations();
            assertThat(violations.kept().stream().map(Violation::field)).contains("input.f11");
            assertThat(violations.count()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aFailedChoiceWithoutConstTellsOfTheClosestAlternative() {
        InputSchema schema = x("{'anyOf': [{'type': 'integer'}, {'type': 'object', 'required': ['a', 'b']}]}");
        assertThat(problems(of(schema, Map.of("a", 1.0))))
                .containsExactly("input.x.b: required property 'b' not found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        date-time | 2018-04-30T20:39:09Z | 2018-04-30 20:39:09 UTC
        date      | 2018-04-30           | 30.04.2018
        time      | 20:39:09Z            | 20:39 o'clock
        email     | a@example.com        | a at example
        hostname  | www.example.com      | -www-.example
        ipv4      | 192.0.2.1            | 192.0.2.256
        ipv6      | 2001:db8::1          | 2001:db8::1::
        uuid      | 2eb8aa08-aa98-11ea-b4aa-73b441d16380 | 2eb8aa08
        uri       | https://example.com/a?b=c | \\\\server\\share
        uri-template | https://example.com/{id}{?page} | https://example.com/{
        json-pointer | /a/b~1c           | a/b
        relative-json-pointer | 1/a      | /a
        regex     | ^a+$                 | a(
        duration  | P3DT4H               | 3 days
        """)
    void formatsAreAssertedInEveryDraftAlike(String format, String good, String bad) {
        for (String draft : DRAFTS) {
            InputSchema schema =
                    schema("{'$schema': '" + draft + "', 'properties': {'x': {'format': '" + format + "'}}}");
            assertThat(problems(of(schema, good))).as(draft).isEmpty();
            assertThat(of(schema, bad).count()).as(draft).isEqualTo(1);
            assertThat(of(schema, 5.0).isEmpty()).isTrue();
        }
    }

    @Test
    void formatsThatNoDraftNamesAndContentKeywordsAreRemarksInEveryDraft() {
        for (String draft : DRAFTS) {
            InputSchema schema = schema("{'$schema': '" + draft + "', 'properties': {'x': {'format': 'int64',"
                    + "'contentEncoding': 'base64', 'contentMediaType': 'application/json'}}}");
            assertThat(of(schema, "no json, {no base64").isEmpty()).as(draft).isTrue();
        }
    }

    @Test
    void integersAreCoercedWhereverTheSchemaAsksForThem() {
        assertThat(coerced(x("{'anyOf': [{'type': 'integer'}, {'type': 'null'}]}"), 5.0))
                .isEqualTo(5L);
        assertThat(coerced(x("{'oneOf': [{'type': 'null'}, {'type': 'integer'}]}"), 5.0))
                .isEqualTo(5L);
        assertThat(coerced(x("{'allOf': [{'$ref': '#/properties/y'}]}, 'y': {'type': 'integer'}"), 5.0))
                .isEqualTo(5L);
        assertThat(coerced(x("{'type': ['integer', 'null']}"), 5.0)).isEqualTo(5L);
        assertThat(coerced(x("{'anyOf': [{'type': 'integer'}, {'type': 'number'}]}"), 5.0))
                .isEqualTo(5.0);
        assertThat(coerced(x("{'anyOf': [{'type': 'integer'}, {}]}"), 5.0)).isEqualTo(5.0);
        assertThat(coerced(
                        x("{'anyOf': [{'properties': {'n': {'type': 'integer'}}}, {'type': 'null'}]}"),
                        Map.of("n", 5.0)))
                .isEqualTo(Map.of("n", 5L));
        assertThat(coerced(x("{'type': 'number'}"), 5.0)).isEqualTo(5.0);
    }

    @Test
    void aWholeNumberBeyondDoublesTravelsAsDigits() {
        InputSchema integer = x("{'type': 'integer'}");
        assertThat(coerced(integer, "9007199254740993")).isEqualTo(9007199254740993L);
        assertThat(of(integer, "9007199254740993").isEmpty()).isTrue();
        assertThat(problems(of(integer, 9007199254740994.0)))
                .containsExactly(
                        "input.x: the whole number 9007199254740994 is beyond ±2^53, where numbers are not exact");
        assertThat(of(integer, "5").count()).isEqualTo(1); // one spelling of each value
        assertThat(coerced(x("{'type': ['integer', 'string']}"), "9007199254740993"))
                .isEqualTo("9007199254740993");
    }
}
