package dev.spillway.gateway.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTextTest {
    @ParameterizedTest
    @CsvSource({
        "150ms, 150000000",
        "0.150s, 150000000",
        "2s, 2000000000",
        "1.5ms, 1500000",
        "250us, 250000",
        "7ns, 7",
        "2m, 120000000000",
        "1h, 3600000000000",
        "0s, 0",
        "-1s, -1000000000",
    })
    void aNumberAndAUnitAreABudget(String text, long nanos) {
        assertThat(BudgetText.read(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "150",
                "ms",
                "150 ms",
                "1e3ms",
                "+1s",
                "1.s",
                ".5s",
                "1d",
                "0x1s",
                "NaNs",
                "1s2s",
                "9999999999999s"
            })
    void anythingElseIsNone(String text) {
        assertThat(BudgetText.read(text)).isNull();
    }

    @Test
    void aVeryLongOneStillFitsIntoNanoseconds() {
        assertThat(BudgetText.read("999999999999h")).isEqualTo(Duration.ofDays(365));
        assertThat(BudgetText.read("-999999999999h")).isEqualTo(Duration.ofDays(-365));
    }
}
