package dev.spillway.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One delay, told in four places. */
class RetryDelayTest {
    @Test
    void secondsAreRoundedUpAndMillisecondsBounded() {
        assertThat(told(Duration.ofNanos(1))).isEqualTo("1 s, 1 ms");
        assertThat(told(Duration.ofMillis(999))).isEqualTo("1 s, 999 ms");
        assertThat(told(Duration.ofMillis(1_000))).isEqualTo("1 s, 1000 ms");
        assertThat(told(Duration.ofNanos(1_000_000_001))).isEqualTo("2 s, 1001 ms");
        assertThat(told(Duration.ofSeconds(60))).isEqualTo("60 s, 60000 ms");
        assertThat(told(Duration.ofHours(2))).isEqualTo("7200 s, 60000 ms");
        assertThat(told(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("86400 s, 60000 ms");
    }

    private static String told(Duration wait) {
        RetryDelay retry = RetryDelay.of(wait);
        return retry.seconds() + " s, " + retry.headerMillis() + " ms";
    }

    @Test
    void noFormLetsAClientComeEarlierThanAnother() {
        Random random = new Random(4711);
        for (int i = 0; i < 10_000; i++) {
            Duration wait = Duration.ofNanos(1 + random.nextLong(60_000_000_000L));
            RetryDelay retry = RetryDelay.of(wait);
            assertThat(Duration.ofMillis(retry.millis())).isGreaterThanOrEqualTo(wait);
            assertThat(retry.headerMillis()).isEqualTo(Long.toString(retry.millis()));
            assertThat(Long.parseLong(retry.seconds()) * 1_000).isBetween(retry.millis(), retry.millis() + 999);
        }
    }

    @Test
    void whatIsUnavailableAlwaysSaysWhenToRetry() {
        Problem shed = Statuses.of(Outcome.Refused.because(Refusal.OVERLOADED, "too much"));
        assertThat(RetryDelay.of(shed)).isEqualTo(new RetryDelay(1_000));
        Problem invalid = Statuses.of(Outcome.Refused.because(Refusal.INVALID, "wrong"));
        assertThat(RetryDelay.of(invalid)).isNull();
        Problem late = Statuses.of(new Outcome.Refused(Refusal.QUOTA, "used up", Duration.ofMillis(250), List.of()));
        assertThat(RetryDelay.of(late)).isEqualTo(new RetryDelay(250));
    }
}
