package dev.spillway.gateway.backend.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Confidence;
import dev.spillway.core.testing.Seeds;
import dev.spillway.gateway.config.InferenceReplyConfig.Certainty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CertaintiesTest {
    private static double of(Certainty measure, double... probabilities) {
        return ((Confidence.Known) Certainties.of(measure, probabilities)).value();
    }

    @Test
    void theMaximumIsTheHighestProbability() {
        assertThat(of(Certainty.MAXIMUM, 0.2, 0.7, 0.1)).isEqualTo(0.7);
        assertThat(of(Certainty.MAXIMUM, 0.3)).isEqualTo(0.3);
    }

    @Test
    void theMarginLiesBetweenTheTwoHighest() {
        assertThat(of(Certainty.MARGIN, 0.2, 0.7, 0.1)).isCloseTo(0.5, within(1e-12));
        assertThat(of(Certainty.MARGIN, 0.7, 0.1, 0.2)).isCloseTo(0.5, within(1e-12));
        assertThat(of(Certainty.MARGIN, 0.4, 0.4, 0.2)).isZero();
    }

    @Test
    void theEntropyIsShannonsAsAShareOfItsMost() {
        // 0.5·ln 2 + 2·0.25·ln 4 = 1.0397 of ln 3 = 1.0986
        assertThat(of(Certainty.ENTROPY, 0.5, 0.25, 0.25)).isCloseTo(1 - 1.0397207708 / 1.0986122887, within(1e-9));
        assertThat(of(Certainty.ENTROPY, 0.5, 0.5)).isCloseTo(0, within(1e-12));
        assertThat(of(Certainty.ENTROPY, 0, 1, 0)).isEqualTo(1);
        assertThat(of(Certainty.ENTROPY, 0.2, 0.1, 0.1))
                .as("scaled to a sum of 1")
                .isCloseTo(of(Certainty.ENTROPY, 0.5, 0.25, 0.25), within(1e-12));
    }

    @Test
    void oneClassHasNothingToBeComparedWith() {
        assertThat(Certainties.of(Certainty.MARGIN, new double[] {0.9})).isEqualTo(Confidence.unknown());
        assertThat(Certainties.of(Certainty.ENTROPY, new double[] {0.9})).isEqualTo(Confidence.unknown());
        assertThat(Certainties.of(Certainty.ENTROPY, new double[] {0, 0})).isEqualTo(Confidence.unknown());
    }

    @ParameterizedTest
    @EnumSource
    void certaintyOfAnyProbabilitiesLiesFromZeroToOne(Certainty measure) {
        Seeds.check(2_000, random -> {
            double[] scores = random.doubles(2 + random.nextInt(100)).toArray();
            assertThat(of(measure, scores)).isBetween(0.0, 1.0);
        });
    }
}
