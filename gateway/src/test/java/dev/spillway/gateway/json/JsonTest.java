package dev.spillway.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    private static @Nullable Object read(String text) throws MalformedJson {
        return Json.read(text.getBytes(UTF_8));
    }

    @Test
    void aDocumentBecomesPlainValues() throws MalformedJson {
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put("text", "grün \"x\"");
        expected.put("whole", 42L);
        expected.put("real", 0.5);
        expected.put("exponent", 1200.0);
        expected.put("flag", true);
        expected.put("nothing", null);
        expected.put("list", Arrays.asList(1L, "two", null, List.of()));
        expected.put("map", Map.of("inner", false));
        assertThat(read("""
            {"text": "grün \\"x\\"", "whole": 42, "real": 0.5, "exponent": 1.2e3, "flag": true, "nothing": null,
             "list": [1, "two", null, []], "map": {"inner": false}}
            """)).isEqualTo(expected);
    }

    @Test
    void wholeNumbersThatNoLongHoldsAreDoublesOrDigits() throws MalformedJson {
        assertThat(read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("9223372036854775808")).isEqualTo("9223372036854775808");
        assertThat(read("10000000000000000000")).isEqualTo(1e19);
        assertThat(read("-0.0")).isEqualTo(-0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\":",
                "{\"a\" 1}",
                "{a: 1}",
                "'a'",
                "NaN",
                "[NaN]",
                "Infinity",
                "-Infinity",
                "1e999",
                "[-1e999]",
                "1 2",
                "{} x",
                "// comment\n1",
                "[1,]",
                "01",
                "+1",
                "\"unfinished",
                "\u0000",
                "<html>"
            })
    void whatIsNoDocumentIsRefusedWithoutShowingIt(String text) {
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> read(text))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).doesNotContain("unfinished", "html", "comment", "999"));
    }

    @Test
    void depthIsBounded() throws MalformedJson {
        int most = Json.DEPTH_MOST;
        assertThat(read("[".repeat(most) + "]".repeat(most))).isInstanceOf(List.class);
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> read("[".repeat(most + 1)));
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> read("{\"a\":".repeat(100_000)));
    }

    @Test
    void numbersAreBoundedInLength() {
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> read("1".repeat(100_000)));
    }

    @Test
    void whatIsWrittenReadsTheSame() throws MalformedJson {
        Object value = read("{\"a\": [1, 2.5, \"x\\u0000\\n\\\"\", null, true, {\"b\": -7}], \"\": \"\u20ac\"}");
        assertThat(Json.read(Json.write(value))).isEqualTo(value);
    }

    @Test
    void onlyPlainFiniteValuesAreWritten() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(List.of(Double.POSITIVE_INFINITY)));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Map.of("a", new Object())));
    }

    @Test
    void halfASurrogatePairIsReplacedAndTold() throws Exception {
        Json.Document cut = Json.document("{\"a\": [\"\\udc00\", \"x\\ud83d\", \"\\ud83d\\ude00\"]}".getBytes(UTF_8));
        assertThat(cut.value()).isEqualTo(Map.of("a", List.of("\ufffd", "x\ufffd", "\ud83d\ude00")));
        assertThat(cut.remark()).contains("U+FFFD");

        Json.Document whole = Json.document("[\"\\ud83d\\ude00\", \"\\u00e9\", \"\\\\ud83d\"]".getBytes(UTF_8));
        assertThat(whole.value()).isEqualTo(List.of("\ud83d\ude00", "\u00e9", "\\ud83d"));
        assertThat(whole.remark()).isEmpty();
    }
}
