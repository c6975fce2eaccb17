package dev.spillway.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void countsThoseThatSayTheSame() {
        Tally tally = new Tally();

        assertThat(tally.count(3, Map.of("label", "x"))).isEqualTo(0b1000);
        assertThat(tally.count(0, Map.of("label", "y"))).isEqualTo(0b0001);
        assertThat(tally.count(1, Map.of("label", "x"))).isEqualTo(0b1010);
        assertThat(tally.most()).isEqualTo(2);
    }

    @Test
    void numbersAreComparedByValue() {
        assertThat(Tally.same(1L, 1.0)).isTrue();
        assertThat(Tally.same(Map.of("n", List.of(1L, 2.5)), Map.of("n", List.of(1.0, 2.5))))
                .isTrue();
        assertThat(Tally.same(1L, 1.5)).isFalse();
        assertThat(Tally.same((1L << 53) + 1, 0x1p53)).isFalse();
        assertThat(Tally.same(1L, "1")).isFalse();
    }

    @Test
    void wholesAreTheSameWhereAllPartsAre() {
        assertThat(Tally.same(List.of(1L), List.of(1L, 2L))).isFalse();
        assertThat(Tally.same(Map.of("a", 1L), Map.of("b", 1L))).isFalse();
        assertThat(Tally.same(Collections.singletonMap("a", null), Map.of("b", 1L)))
                .isFalse();
        assertThat(Tally.same(Arrays.asList(null, 1L), Arrays.asList(null, 1L))).isTrue();
        assertThat(Tally.same(null, 0L)).isFalse();
        assertThat(Tally.same(null, null)).isTrue();
    }
}
