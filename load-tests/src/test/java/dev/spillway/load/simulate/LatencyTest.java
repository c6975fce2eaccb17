package dev.spillway.load.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyTest {
    @Test
    void medianAndP99AreReadWithTheirUnits() {
        assertThat(Latency.parse("4ms/0.5s")).isEqualTo(new Latency(Duration.ofMillis(4), Duration.ofMillis(500)));
        assertThat(Latency.parse("250us")).isEqualTo(new Latency(Duration.ofNanos(250_000), Duration.ofNanos(250_000)));
        assertThat(Latency.parse("0ms")).isEqualTo(Latency.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4ms/12ms", "0ms", "120ms", "0.250ms/1ms"})
    void textIsWhatWasRead(String text) {
        assertThat(Latency.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "ms", "4ms/", "fast", "-1ms", "4ms/12ms/30ms"})
    void whatIsNoLatencyIsNamedWithAnExample(String text) {
        assertThatThrownBy(() -> Latency.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in 4ms/12ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12ms/4ms", "0ms/4ms", "1ms/700s"})
    void latencyThatCannotBeIsRefused(String text) {
        assertThatThrownBy(() -> Latency.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void drawsHaveTheMedianAndTheP99() {
        Latency latency = Latency.parse("4ms/12ms");
        var random = new Random(42);
        long[] drawn = new long[100_000];
        Arrays.setAll(drawn, _ -> latency.drawNanos(random));
        Arrays.sort(drawn);

        assertThat(drawn[50_000] / 1e6).isCloseTo(4, within(0.1));
        assertThat(drawn[99_000] / 1e6).isCloseTo(12, within(0.5));
    }

    @Test
    void latencyWithoutSpreadIsConstant() {
        assertThat(Latency.parse("7ms").drawNanos(new Random(1))).isEqualTo(7_000_000);
    }
}
