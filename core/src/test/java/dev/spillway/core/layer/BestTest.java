package dev.spillway.core.layer;

import static dev.spillway.core.testing.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Confidence;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestTest {
    private final Outcome.Answer unsure = answer("unsure").with(Confidence.of(0.1));
    private final Outcome.Answer sure = answer("sure").with(Confidence.of(0.9));
    private final Outcome.Answer unknown = answer("unknown");

    private static Outcome.Answer best(Outcome.Answer... answers) {
        Best best = new Best();
        List.of(answers).forEach(best::hear);
        Outcome.Answer answer = best.answer();
        if (answer == null) {
            throw new AssertionError("none");
        }
        return answer;
    }

    @Test
    void noneIsHeardAtFirst() {
        assertThat(new Best().answer()).isNull();
    }

    @Test
    void surerOneCounts() {
        assertThat(best(unsure, sure)).isEqualTo(sure);
        assertThat(best(sure, unsure)).isEqualTo(sure);
    }

    @Test
    void laterOfTwoEquallyGoodOnesCounts() {
        Outcome.Answer again = answer("again").with(Confidence.of(0.9));

        assertThat(best(sure, again)).isEqualTo(again);
        assertThat(best(unknown, answer("again"))).isEqualTo(answer("again"));
    }

    @Test
    void ofUnknownAndKnownTheLaterCounts() {
        assertThat(best(sure, unknown)).isEqualTo(unknown);
        assertThat(best(unknown, unsure)).isEqualTo(unsure);
    }

    @Test
    void lessSureOneDoesNotTakeThePlaceOfSurerOneBehindAnUnknownOne() {
        assertThat(best(sure, unknown, unsure)).isNotEqualTo(unsure);
        assertThat(best(unknown, sure, unsure)).isEqualTo(sure);
        assertThat(best(unknown, sure, unknown, unsure)).isEqualTo(unknown);
    }

    @Test
    void betterQualityCountsMoreThanConfidence() {
        Outcome.Answer partial = sure.with(Quality.PARTIAL);

        assertThat(best(partial, unknown)).isEqualTo(unknown);
        assertThat(best(unknown, partial)).isEqualTo(unknown);
        assertThat(best(partial, unknown.with(Quality.PARTIAL), unsure)).isEqualTo(unsure);
    }
}
