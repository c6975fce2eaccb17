package dev.spillway.load.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void noLossInManyTrialsBoundsItsProbabilityByThreeOverTheirNumber() {
        assertThat(Verdict.bound(0)).isEqualTo(1);
        assertThat(Verdict.bound(60)).isCloseTo(0.0487, within(0.0001));
        assertThat(Verdict.bound(100_000)).isCloseTo(3.0 / 100_000, within(1e-6));
    }

    @Test
    void whatIsLostIsCountedAndNoBoundIsClaimed() {
        Submission lost = new Submission("task-1", "", 3);
        lost.acknowledged("t_1");
        Verdict verdict = new Verdict(new Tally(), 2, 1, List.of(lost), List.of(), 0);
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict.row()).containsEntry("lost", 1).doesNotContainKey("loss_per_ack_95_upper");
        assertThat(verdict.text()).contains("lost: task-1 (t_1), before crash 3");
    }

    @Test
    void aRunThatAcknowledgedNothingProvesNothing() {
        assertThat(new Verdict(new Tally(), 2, 0, List.of(), List.of(), 0).isGood())
                .isFalse();
        assertThat(new Verdict(new Tally(), 2, 1, List.of(), List.of(), 0).isGood())
                .isTrue();
    }
}
