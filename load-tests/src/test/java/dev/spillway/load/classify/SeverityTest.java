package dev.spillway.load.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.load.classify.Severity.Case;
import dev.spillway.load.corpus.Urgency;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeverityTest {
    private final Severity severity = Severity.train(cases());

    @Test
    void levelsGoFromMildToSevere() {
        assertThat(severity.levels()).containsExactly("low", "normal", "high");
        assertThat(level("late", 0)).isEqualTo("low");
        assertThat(level("late", 5)).isEqualTo("normal");
        assertThat(level("late", 14)).isEqualTo("high");
    }

    @Test
    void anotherDayNeverMakesItLessLikelyToBeSevere() {
        float before = -1;
        for (int days = 0; days <= 40; days++) {
            float high = severity.probabilities("late", days)[2];
            assertThat(high).isGreaterThanOrEqualTo(before);
            before = high;
        }
    }

    @Test
    void intentMattersBesidesTheDays() {
        assertThat(severity.probabilities("praise", 5)[2]).isLessThan(severity.probabilities("late", 5)[2]);
    }

    @Test
    void unknownIntentLeavesItToTheDays() {
        assertThat(severity.probabilities("never-seen", 20)[2])
                .isGreaterThan(severity.probabilities("never-seen", 0)[2]);
    }

    @Test
    void negativeDaysCountAsNone() {
        assertThat(severity.probabilities("late", -3)).containsExactly(severity.probabilities("late", 0));
    }

    private String level(String intent, double days) {
        return severity.levels().get(TextClassifier.best(severity.probabilities(intent, days)));
    }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (int days = 0; days <= 20; days++) {
            Urgency urgency = days < 3 ? Urgency.LOW : days < 9 ? Urgency.NORMAL : Urgency.HIGH;
            for (int times = 0; times < 10; times++) {
                cases.add(new Case("late", days, urgency));
                cases.add(new Case("praise", days, Urgency.LOW));
            }
        }
        return cases;
    }
}
