package dev.spillway.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.spillway.expressions.Numbers;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonNumbersTest {
    private static @Nullable Double carried(String text) throws Exception {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return JsonNumbers.carried(parser);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5.0",
        "-0, 0.0",
        "1.5, 1.5",
        "0.1234567890123456789, 0.12345678901234568",
        "9007199254740992, 9007199254740992",
        "9007199254740993,",
        "-9007199254740993,",
        "9007199254740994, 9007199254740994",
        "12345678901234567890,",
        "12345678901234567168,",
        "-42525662949942450,",
        "-42525662949942448, -42525662949942448",
        "100000000000000000000, 1.0E20",
        "110000000000000020000, 1.1000000000000002E20",
        "1e23, 1e23",
        "1e400,"
    })
    void aDoorTakesWhatADoubleKeeps(String text, @Nullable Double expected) throws Exception {
        assertThat(carried(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "5.0, 5",
        "1.0E8, 100000000",
        "9007199254740993, 9007199254740993",
        "18446744073709551615, '\"18446744073709551615\"'",
        "-12345678901234567890123, '\"-12345678901234567890123\"'",
        "12345678901234567168, '\"12345678901234567168\"'",
        "-1.50, -1.5"
    })
    void whatABackendWritesIsReadExactlyAndWrittenWhole(String read, String written) throws Exception {
        assertThat(new String(Json.write(Json.read(read.getBytes(UTF_8))), UTF_8))
                .isEqualTo(written);
    }

    @Test
    void noNumberIsChangedOnItsWayThroughReaderAndWriter() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            long whole = random.nextLong() >> random.nextInt(64);
            String text = Long.toString(whole);
            assertThat(new String(Json.write(Json.read(text.getBytes(UTF_8))), UTF_8))
                    .isEqualTo(text);
            Double door = carried(text);
            if (door != null) {
                assertThat(new BigDecimal(Numbers.text(door))).isEqualByComparingTo(text);
            } else {
                assertThat(Numbers.isExact(whole)).isFalse();
                assertThat(JsonNumbers.beyondDoubles(text)).isEqualTo(whole);
            }
            double real = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(real)) {
                byte[] bytes = Json.write(real);
                assertThat(((Number) Json.read(bytes)).doubleValue()).isEqualTo(real + 0.0);
            }
        }
    }

    @Test
    void theStoreKeepsTheKindOfANumber() throws Exception {
        List<Object> numbers = List.of(5.0, 5L, 1e8, 9007199254740993L, 0.5, 1e300);
        assertThat(Json.read(Json.store(numbers))).isEqualTo(numbers);
    }

    @Test
    void aLongThatDoublesMayMissLeavesAsDigits() {
        assertThat(JsonNumbers.leaving(9007199254740993L)).isEqualTo("9007199254740993");
        assertThat(JsonNumbers.leaving(9007199254740992L)).isEqualTo(9007199254740992L);
        assertThat(JsonNumbers.leaving(9007199254740994.0)).isEqualTo(9007199254740994.0);
        assertThat(JsonNumbers.beyondDoubles("5")).isNull();
        assertThat(JsonNumbers.beyondDoubles("9223372036854775808")).isNull();
        assertThat(JsonNumbers.beyondDoubles("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void digitsAboveAllLongsAreAWholeNumberOf64Bits() {
        assertThat(JsonNumbers.beyondLongs("9223372036854775808")).hasToString("9223372036854775808");
        assertThat(JsonNumbers.beyondLongs("18446744073709551615")).hasToString("18446744073709551615");
        for (String other : List.of("9223372036854775807", "18446744073709551616", "-9223372036854775809", "", "5")) {
            assertThat(JsonNumbers.beyondLongs(other)).as(other).isNull();
        }
    }
}
