package dev.spillway.cascade;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.spillway.core.testing.VirtualTime;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {
    private static final double PRECISION = 1;

    private final VirtualTime time = new VirtualTime();
    private final LatencyWindow window = new LatencyWindow(time);

    private void takes(int count, long millis) {
        for (int at = 0; at < count; at++) {
            window.record(ms(millis).toNanos());
        }
    }

    private long percentile(int percent) {
        time.advance(ms(250));
        return window.percentileNanos(percent);
    }

    @Test
    void handfulOfObservationsSaysNothing() {
        takes(LatencyWindow.LEAST - 1, 10);
        assertThat(percentile(95)).isEqualTo(LatencyWindow.UNKNOWN);

        takes(1, 10);
        assertThat(percentile(95)).isCloseTo(ms(10).toNanos(), withinPercentage(PRECISION));
    }

    @Test
    void percentilesAreThoseOfWhatWasObserved() {
        for (int millis = 1; millis <= 1000; millis++) {
            takes(1, millis);
        }

        assertThat(percentile(50)).isCloseTo(ms(500).toNanos(), withinPercentage(PRECISION));
        assertThat(percentile(95)).isCloseTo(ms(950).toNanos(), withinPercentage(PRECISION));
        assertThat(percentile(100)).isCloseTo(ms(1000).toNanos(), withinPercentage(PRECISION));
        assertThat(percentile(0)).isCloseTo(ms(1).toNanos(), withinPercentage(PRECISION));
    }

    @Test
    void percentilesAreMadeFourTimesASecond() {
        takes(100, 10);
        percentile(95);
        takes(10_000, 500);

        assertThat(window.percentileNanos(95)).isCloseTo(ms(10).toNanos(), withinPercentage(PRECISION));
        assertThat(percentile(95)).isCloseTo(ms(500).toNanos(), withinPercentage(PRECISION));
    }

    @Test
    void whatIsHalfAMinuteOldIsForgotten() {
        takes(100, 500);
        for (int second = 0; second < 24; second++) {
            time.advance(ms(1000));
            assertThat(window.percentileNanos(95)).isNotEqualTo(LatencyWindow.UNKNOWN);
        }
        time.advance(ms(11_000));

        assertThat(window.percentileNanos(95)).isEqualTo(LatencyWindow.UNKNOWN);
    }

    @Test
    void windowThatNoOneReadsForgetsAllTheSame() {
        takes(100, 500);
        percentile(95);
        time.advance(ms(600_000));
        takes(LatencyWindow.LEAST, 20);

        percentile(95); // what was recorded since the last reading belongs to the slot of that time
        takes(LatencyWindow.LEAST, 20);
        assertThat(percentile(95)).isCloseTo(ms(20).toNanos(), withinPercentage(PRECISION));
    }

    @Test
    void whatTakesLongerThanAnHourCountsAsAnHour() {
        for (int at = 0; at < LatencyWindow.LEAST; at++) {
            window.record(Long.MAX_VALUE);
        }

        assertThat(percentile(50)).isCloseTo(ms(3_600_000).toNanos(), withinPercentage(PRECISION));
    }
}
