package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.offload.Backoff;
import dev.spillway.offload.Callback;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.Terms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TermsTextTest {
    private static void survives(Terms terms, String text) {
        assertThat(TermsText.write(terms)).isEqualTo(text);
        assertThat(new TermsText().read(text)).isEqualTo(terms);
    }

    @Test
    void termsAreReadAsTheyWereWritten() {
        Retry doubling = Retry.doubling(5, Duration.ofSeconds(2), Duration.ofMinutes(5));
        Retry odd = new Retry(7, new Backoff.Exponential(Duration.ofMillis(1), 1.5, Duration.ofDays(2)));
        Retry schedule = new Retry(3, new Backoff.Schedule(List.of(Duration.ZERO, Duration.ofHours(1))));
        Retention retention = new Retention(Duration.ofHours(1), Duration.ofDays(1));
        survives(new Terms(doubling, retention, null), "5 x2000,2.0,300000 3600000 86400000");
        survives(
                new Terms(odd, retention, new Callback("crm", schedule, Duration.ofDays(7))),
                "7 x1,1.5,172800000 3600000 86400000 crm 604800000 3 s0,3600000");
        survives(
                new Terms(schedule, Retention.USUAL, Callback.to("a.b:c")),
                TermsText.write(new Terms(schedule, Retention.USUAL, Callback.to("a.b:c"))));
    }
}
