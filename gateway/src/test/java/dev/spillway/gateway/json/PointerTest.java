package dev.spillway.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PointerTest {
    /** The document of RFC 6901, section 5. */
    private static final Map<String, @Nullable Object> DOCUMENT = new HashMap<>(Map.of(
            "foo", List.of("bar", "baz"),
            "", 0L,
            "a/b", 1L,
            "c%d", 2L,
            "e^f", 3L,
            "g|h", 4L,
            "i\\j", 5L,
            "k\"l", 6L,
            " ", 7L,
            "m~n", 8L));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"/a~1b,1", "/c%d,2", "/e^f,3", "/g|h,4", "/i\\j,5", "/k\"l,6", "`/ `,7", "/m~0n,8", "/,0"})
    void pointsWhereTheStandardSays(String pointer, long value) {
        assertThat(Pointer.parse(pointer).in(DOCUMENT)).isEqualTo(value);
    }

    @Test
    void pointsToTheWholeDocumentAndIntoLists() {
        assertThat(Pointer.parse("").in(DOCUMENT)).isSameAs(DOCUMENT);
        assertThat(Pointer.parse("/foo").in(DOCUMENT)).isEqualTo(List.of("bar", "baz"));
        assertThat(Pointer.parse("/foo/0").in(DOCUMENT)).isEqualTo("bar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/bar", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/99999999999", "/foo/0/x", "/a~1b/x"})
    void elsewhereIsNothing(String pointer) {
        assertThat(Pointer.parse(pointer).in(DOCUMENT)).isInstanceOf(Pointer.Nothing.class);
    }

    @Test
    void aNullIsSomething() {
        Map<String, @Nullable Object> document = new HashMap<>();
        document.put("a", null);
        assertThat(Pointer.parse("/a").in(document)).isNull();
        assertThat(Pointer.parse("/a/b").in(document)).isInstanceOf(Pointer.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "#/a", "/a~", "/a~2", "$.a"})
    void whatIsNoPointerIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pointer.parse(text))
                .withMessageContaining(text);
    }
}
