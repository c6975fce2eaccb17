package dev.spillway.core;

import static dev.spillway.core.testing.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void betterQualityIsBetterWhateverTheConfidence() {
        assertThat(answer(0.1).isBetterThan(answer(0.9).with(Quality.PARTIAL))).isTrue();
        assertThat(answer(0.9).with(Quality.DEGRADED).isBetterThan(answer(0.1).with(Quality.PARTIAL)))
                .isFalse();
    }

    @Test
    void ofEqualQualityTheSurerIsBetter() {
        assertThat(answer(0.9).isBetterThan(answer(0.8))).isTrue();
        assertThat(answer(0.8).isBetterThan(answer(0.9))).isFalse();
        assertThat(answer(0.8).isBetterThan(answer(0.8))).isFalse();
    }

    @Test
    void unknownConfidenceIsNeitherBetterNorWorse() {
        assertThat(answer("unknown").isBetterThan(answer(0.0))).isFalse();
        assertThat(answer(1.0).isBetterThan(answer("unknown"))).isFalse();
    }

    @Test
    void betterIsStrictOrder() {
        Seeds.check(5_000, random -> {
            Outcome.Answer a = any(random);
            Outcome.Answer b = any(random);
            Outcome.Answer c = any(random);
            assertThat(a.isBetterThan(a)).isFalse();
            assertThat(a.isBetterThan(b) && b.isBetterThan(a)).isFalse();
            if (a.isBetterThan(b) && b.isBetterThan(c)) {
                assertThat(a.isBetterThan(c)).as("%s, %s, %s", a, b, c).isTrue();
            }
        });
    }

    private static Outcome.Answer any(SplittableRandom random) {
        Confidence confidence = random.nextInt(3) == 0 ? Confidence.unknown() : Confidence.of(random.nextInt(4) / 4.0);
        return answer("any").with(Seeds.pick(random, Quality.values())).with(confidence);
    }

    @Test
    void wholeIsNoBetterThanItsParts() {
        assertThat(Quality.FULL.and(Quality.PARTIAL)).isEqualTo(Quality.PARTIAL);
        assertThat(Quality.DEGRADED.and(Quality.PARTIAL)).isEqualTo(Quality.DEGRADED);
        assertThat(Quality.FULL.and(Quality.FULL)).isEqualTo(Quality.FULL);
    }

    @Test
    void defectNamesTheBugButNotItsMessage() {
        Outcome.Failed failed = Outcome.Failed.defect(new IllegalStateException("customer 4711"));

        assertThat(failed.why()).isEqualTo(Failure.DEFECT);
        assertThat(failed.detail()).contains("IllegalStateException").doesNotContain("4711");
    }
}
