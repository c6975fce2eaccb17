package dev.spillway.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaceTest {
    private static final byte[] DOCUMENT = """
        { "ä": {"deep": [1, -2.5e3, "a\\"b", [], {"x": null}]}, "label":"late" ,"empty": "", "yes": true, "end": 12 }\
        """.getBytes(UTF_8);

    private static @Nullable String at(String pointer) {
        Place place = Place.of(DOCUMENT, Pointer.parse(pointer));
        return place == null ? null : new String(DOCUMENT, place.from(), place.to() - place.from(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "/label | late",
                "/yes | true",
                "/end | 12",
                "/empty | ''",
                "/ä/deep/0 | 1",
                "/ä/deep/1 | -2.5e3",
                "/ä/deep/2 | 'a\\\"b'",
                "/ä/deep/3 | []",
                "/ä/deep/4 | '{\"x\": null}'",
                "/ä/deep/4/x | null",
                "/ä/deep | '[1, -2.5e3, \"a\\\"b\", [], {\"x\": null}]'"
            })
    void aValueIsWhereItsBytesAre(String pointer, String bytes) {
        assertThat(at(pointer)).isEqualTo(bytes);
    }

    @Test
    void theWholeDocumentIsAValue() {
        assertThat(at("")).isEqualTo(new String(DOCUMENT, UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/absent", "/label/x", "/ä/deep/5", "/ä/deep/x", "/yes/0", "/deep"})
    void whatIsNotThereHasNoPlace(String pointer) {
        assertThat(at(pointer)).isNull();
    }
}
