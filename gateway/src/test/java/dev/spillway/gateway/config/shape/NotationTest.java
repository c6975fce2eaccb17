package dev.spillway.gateway.config.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Money;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationTest {
    @SuppressWarnings("unchecked")
    private static <T> Notation<T> of(Class<T> type) {
        return (Notation<T>) Objects.requireNonNull(Notations.of(type, null));
    }

    @ParameterizedTest
    @CsvSource({
        "150ms, PT0.15S, 150ms",
        "1500ms, PT1.5S, 1500ms",
        "1.5s, PT1.5S, 1500ms",
        "2s, PT2S, 2s",
        "5m, PT5M, 5m",
        "90m, PT1H30M, 90m",
        "24h, PT24H, 1d",
        "1d, PT24H, 1d",
        "250us, PT0.00025S, 250us",
        "7ns, PT0.000000007S, 7ns",
        "0s, PT0S, 0ms",
        "0.25us, PT0.00000025S, 250ns",
    })
    void durationsHaveUnits(String text, Duration value, String written) throws Misread {
        Notation<Duration> notation = of(Duration.class);

        assertThat(notation.read(text)).isEqualTo(value);
        assertThat(notation.write(value)).isEqualTo(written);
        assertThat(notation.read(written)).isEqualTo(value);
        assertThat(text).matches(notation.regex());
    }

    @ParameterizedTest
    @CsvSource({
        "150, 'write 150ms, or another unit of ns, us, ms, s, m, h, d'",
        "5 s, write 5s",
        "5S, write 5s",
        "5seconds, write 5s",
        "5\u00b5s, write 5us",
        "3 Minutes, write 3m",
        "2w, 'the units are ns, us, ms, s, m, h, d'",
        "0.1ns, write fewer decimals",
        "-1s, 'write a number and a unit of ns, us, ms, s, m, h, d: 150ms, 1.5s, 90m'",
        "1h30m, 'write a number and a unit of ns, us, ms, s, m, h, d: 150ms, 1.5s, 90m'",
        "'', 'write a number and a unit of ns, us, ms, s, m, h, d: 150ms, 1.5s, 90m'",
        "36501d, ''",
    })
    void aDurationThatIsNoneComesWithARemedy(String text, String suggestion) {
        assertThatThrownBy(() -> of(Duration.class).read(text))
                .isInstanceOfSatisfying(
                        Misread.class, cause -> assertThat(cause.suggestion()).isEqualTo(suggestion));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1B", "512B", "64KiB", "4MiB", "1GiB", "1025B"})
    void sizesAreWrittenAsTheyAreRead(String text) throws Misread {
        assertThat(of(Size.class).write(of(Size.class).read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.002, 0.002", "2e-5, 0.00002", "0, 0", "12, 12", "0x10, 16", "1e-13, 0.000000000001"})
    void moneyIsExactAndRoundsUp(String text, String written) throws Misread {
        assertThat(of(Money.class).read(text)).isEqualTo(Money.of(new BigDecimal(written)));
        assertThat(of(Money.class).write(of(Money.class).read(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "9999999999", "EUR 5", ".inf", "0xZZ", ""})
    void moneyOfNoUseIsRefused(String text) {
        assertThatThrownBy(() -> of(Money.class).read(text)).isInstanceOf(Misread.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9090", "[::1]:0", "models.internal:65535"})
    void addressesAreWrittenAsTheyAreRead(String text) throws Misread {
        assertThat(of(Address.class).write(of(Address.class).read(text))).isEqualTo(text);
        assertThat(text).matches(of(Address.class).regex());
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "1, 1", "0.02, 0.02", "1e-9, 0.000000001"})
    void fractionsAreWrittenWithoutExponent(double value, String written) throws Misread {
        assertThat(of(double.class).write(value)).isEqualTo(written);
        assertThat(of(double.class).read(written)).isEqualTo(value);
    }

    @Test
    void whatBreachesALimitIsSaidWithTheLimit() {
        Limits limits = new Limits("1ms", "", "2s");

        assertThat(limits.breach(Duration.ofMillis(1), of(Duration.class))).isEmpty();
        assertThat(limits.breach(Duration.ofSeconds(2), of(Duration.class))).isEmpty();
        assertThat(limits.breach(Duration.ZERO, of(Duration.class))).contains("this must be at least 1ms");
        assertThat(limits.breach(Duration.ofMillis(2001), of(Duration.class))).contains("this must be at most 2s");
        assertThat(new Limits("", "0", "").breach(0, of(int.class))).contains("this must be more than 0");
    }
}
