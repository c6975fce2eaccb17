package dev.spillway.gateway.config.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPathTest {
    @Test
    void wordsAreJoinedByDotsAndOthersStandInQuotes() {
        assertThat(KeyPath.child("", "routes")).isEqualTo("routes");
        assertThat(KeyPath.child("routes", "support-triage")).isEqualTo("routes.support-triage");
        assertThat(KeyPath.child("headers", "a.\"b\"")).isEqualTo("headers[\"a.\\\"b\\\"\"]");
        assertThat(KeyPath.entry("callers", 2)).isEqualTo("callers[2]");
    }

    @Test
    void theParentOfAPathLacksItsLastPart() {
        assertThat(KeyPath.parent("routes.triage")).isEqualTo("routes");
        assertThat(KeyPath.parent("routes")).isEmpty();
        assertThat(KeyPath.parent("callers[2]")).isEqualTo("callers");
        assertThat(KeyPath.parent(KeyPath.child("a.b", "c.d"))).isEqualTo("a.b");
    }

    @ParameterizedTest
    @CsvSource({
        "a.b, a.b, true",
        "a, a.b, true",
        "a.b[1], a.b, true",
        "'', a, true",
        "a.b, a.bc, false",
        "a.b, a.c, false"
    })
    void pathsTouchWhereOneLiesInTheOther(String left, String right, boolean touch) {
        assertThat(KeyPath.touch(left, right)).isEqualTo(touch);
        assertThat(KeyPath.touch(right, left)).isEqualTo(touch);
    }
}
