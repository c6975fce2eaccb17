package dev.spillway.gateway.config.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "a, '', 1",
        "'', ab, 2",
        "kitten, sitting, 3",
        "intnet, intent, 1",
        "ab, ba, 1",
        "abc, abc, 0"
    })
    void distanceCountsEditsAndSwapsOfNeighbours(String left, String right, int distance) {
        assertThat(Nearest.distance(left, right)).isEqualTo(distance);
        assertThat(Nearest.distance(right, left)).isEqualTo(distance);
    }

    @Test
    void theNearestIsSuggested() {
        assertThat(Nearest.to("adress", List.of("model", "address"))).contains("address");
        assertThat(Nearest.to("MODEL", List.of("model", "address"))).contains("model");
    }

    @Test
    void nothingIsSuggestedWhereNothingIsNear() {
        assertThat(Nearest.to("weather", List.of("intent", "orders"))).isEmpty();
        assertThat(Nearest.to("x", List.of("abc"))).isEmpty();
    }
}
