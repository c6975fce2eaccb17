package dev.spillway.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void everySeedDrawsAnew() {
        Set<Long> drawn = new HashSet<>();
        Seeds.check(null, 100, random -> drawn.add(random.nextLong()));

        assertThat(drawn).hasSize(100);
    }

    @Test
    void givenSeedIsTheOnlyOne() {
        Set<Long> drawn = new HashSet<>();
        Seeds.check(7L, 100, random -> drawn.add(random.nextLong()));

        assertThat(drawn).containsExactly(new SplittableRandom(7).nextLong());
    }

    @Test
    void failureNamesTheSeedAndHowToReplayIt() {
        int[] runs = new int[1];

        assertThatThrownBy(
                        () -> Seeds.check(null, 100, _ -> assertThat(runs[0]++).isNotEqualTo(7)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 7 fails")
                .hasMessageContaining("-Dtest=SeedsTest#failureNamesTheSeedAndHowToReplayIt -Dseed=7")
                .hasCauseInstanceOf(AssertionError.class);
    }
}
