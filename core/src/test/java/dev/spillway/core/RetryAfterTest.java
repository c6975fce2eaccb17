package dev.spillway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:48:37Z");

    private static Duration of(String text) {
        return RetryAfter.ofHttp(text, null, NOW);
    }

    @ParameterizedTest
    @CsvSource({"2, 2000", "0, 0", "120, 120000", "0.3, 300", "1.0005, 1001", "' 7 ', 7000", "000000000005, 5000"})
    void secondsAreRead(String text, long millis) {
        assertThat(of(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "sun, 06 nov 1994 08:49:37 gmt",
                "Sun Nov  6 08:49:37 1994"
            })
    void datesAreReadInEachFormOfHttp(String text) {
        assertThat(of(text)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void theFormOfRfc850IsOfThisCentury() {
        Instant now = Instant.parse("2031-03-01T11:59:00Z");
        assertThat(RetryAfter.ofHttp("Saturday, 01-Mar-31 12:00:00 GMT", null, now))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aDateHoldsByTheClockOfWhoeverSentIt() {
        Instant wrong = NOW.plusSeconds(100_000);
        assertThat(RetryAfter.ofHttp("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:00 GMT", wrong))
                .isEqualTo(Duration.ofSeconds(37));
        assertThat(RetryAfter.ofHttp("Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", NOW))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999", "86401", "Sat, 06 Nov 2094 08:49:37 GMT"})
    void noOneIsBelievedWhoAsksForMoreThanADay(String text) {
        assertThat(of(text)).isEqualTo(RetryAfter.MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-1",
                "+2",
                "1e9",
                "2s",
                "0x10",
                "9999999999999999999999",
                "Sun, 06 Nov 1994 08:47:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 99 Nov 1994 08:49:37 GMT"
            })
    void whatIsUnreadableOrPastTellsNothing(String text) {
        assertThat(of(text)).isZero();
        assertThat(RetryAfter.ofHttp(null, text, NOW)).isZero();
    }

    @Test
    void millisecondsAreReadAlike() {
        assertThat(RetryAfter.ofMillis("700")).isEqualTo(Duration.ofMillis(700));
        assertThat(RetryAfter.ofMillis("0.5")).isEqualTo(Duration.ofMillis(1));
        assertThat(RetryAfter.ofMillis("999999999999")).isEqualTo(RetryAfter.MAX);
        assertThat(RetryAfter.ofMillis("-1")).isZero();
        assertThat(RetryAfter.ofMillis(null)).isZero();
    }
}
