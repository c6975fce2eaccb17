package dev.spillway.cascade.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TierRuleTest {
    private static final TierRule RULE =
            new TierRule(List.of(new TierRule.Escalation(0.3, 2), new TierRule.Escalation(0.7, 1)), 2);

    @Test
    void escalatesBelowItsThresholdsAndAcceptsFromTheLastOn() {
        assertThat(RULE.next(0)).isEqualTo(2);
        assertThat(RULE.next(0.2999)).isEqualTo(2);
        assertThat(RULE.next(0.3)).isEqualTo(1);
        assertThat(RULE.next(0.6999)).isEqualTo(1);
        assertThat(RULE.next(0.7)).isEqualTo(TierRule.ACCEPT);
        assertThat(RULE.next(1)).isEqualTo(TierRule.ACCEPT);
        assertThat(RULE.accept()).isEqualTo(0.7);
    }

    @Test
    void whatIsUnknownHasARuleOfItsOwn() {
        assertThat(RULE.next(Double.NaN)).isEqualTo(2);
        assertThat(TierRule.ACCEPT_ALL.next(Double.NaN)).isEqualTo(TierRule.ACCEPT);
        assertThat(TierRule.ACCEPT_ALL.accept()).isZero();
    }

    @Test
    void aHigherThresholdEscalatesNoFewer() {
        Random random = new Random(5);
        for (int trial = 0; trial < 1000; trial++) {
            double one = 0.001 + 0.998 * random.nextDouble();
            double other = 0.001 + 0.998 * random.nextDouble();
            TierRule lower = new TierRule(List.of(new TierRule.Escalation(Math.min(one, other), 1)), 1);
            TierRule higher = new TierRule(List.of(new TierRule.Escalation(Math.max(one, other), 1)), 1);
            double confidence = random.nextDouble();

            assertThat(higher.next(confidence) != TierRule.ACCEPT || lower.next(confidence) == TierRule.ACCEPT)
                    .as("seeded trial %d", trial)
                    .isTrue();
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TierRule.Escalation(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new TierRule.Escalation(1.1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new TierRule(List.of(new TierRule.Escalation(0.5, 1), new TierRule.Escalation(0.5, 2)), -1));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new OperatingPoint(1, List.of(TierRule.ACCEPT_ALL, RULE), 0.5, 1, 0, List.of(1.0, 1.0)))
                .withMessageContaining("escalates to a later one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OperatingPoint(0, List.of(TierRule.ACCEPT_ALL), 0.5, 1, 0, List.of(1.1)))
                .withMessageContaining("a share lies in [0, 1]");
    }
}
