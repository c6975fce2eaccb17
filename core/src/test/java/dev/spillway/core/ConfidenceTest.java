package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceTest {
    private final Confidence unknown = Confidence.unknown();
    private final Confidence half = Confidence.of(0.5);

    @Test
    void knownOneIsComparedByItsValue() {
        assertThat(half.isAtLeast(0.5)).isTrue();
        assertThat(half.isAtLeast(0.51)).isFalse();
        assertThat(half.isAbove(Confidence.of(0.4))).isTrue();
        assertThat(half.isAbove(Confidence.of(0.5))).isFalse();
    }

    @Test
    void unknownOneIsNeitherHighNorLow() {
        assertThat(unknown.isAtLeast(0)).isFalse();
        assertThat(unknown.isAbove(Confidence.of(0))).isFalse();
        assertThat(half.isAbove(unknown)).isFalse();
        assertThat(unknown.isAbove(unknown)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void valueOutOfRangeIsRefused(double value) {
        assertThatThrownBy(() -> Confidence.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void endsOfTheRangeAreValues(double value) {
        assertThat(Confidence.of(value).isAtLeast(value)).isTrue();
    }
}
