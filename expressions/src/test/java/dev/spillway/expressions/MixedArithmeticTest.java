package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers of a request without a schema are doubles, and whole constants are longs: they go together. */
class MixedArithmeticTest {
    private static final Language LANGUAGE = new Language(Set.of("request"), Limits.DEFAULT);

    private static @Nullable Object value(String source, Map<String, ?> request) throws EvaluationFailure {
        return LANGUAGE.expression(source).orThrow().value(Variables.of(Map.of("request", request)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "request.n + 1; 8.0",
                "1 + request.n; 8.0",
                "request.n - 1; 6.0",
                "10 - request.n; 3.0",
                "request.n * 2; 14.0",
                "request.n / 2; 3.5",
                "7 / (request.n - 3); 1.75",
                "request.n % 2; 1.0",
                "9 % request.n; 2.0",
                "request.n % request.half; 0.0",
                "request.whole + request.n; 10.0",
                "request.whole + 1; 4",
                "request.whole / 2; 1",
                "1 + 1.5; 2.5",
                "string(request.n); 7",
                "string(request.half); 0.5",
                "string(request.large); 100000000",
                "'days ' + string(request.n); days 7",
                "request.n + 1 > 2; true",
                "request.n + 1 == 8; true",
            })
    void longsAndDoublesGoTogether(String source, String expected) throws EvaluationFailure {
        Map<String, Object> request = Map.of("n", 7.0, "half", 0.5, "whole", 3L, "large", 1e8);
        assertThat(value(source, request)).hasToString(expected);
    }

    @Test
    void aRemainderOfADivisionByZeroIsNone() {
        assertThatThrownBy(() -> value("request.n % 0", Map.of("n", 7.0))).isInstanceOf(EvaluationFailure.class);
    }

    /** The shortcut for sums and the library's way agree. */
    @Test
    void sumsAreTheSameOnEitherWay() throws EvaluationFailure {
        SplittableRandom random = new SplittableRandom(11);
        List<Object> numbers = List.of(0L, 1L, -3L, 1L << 53, Long.MAX_VALUE, 0.0, 0.5, -2.5, 1e300, 9007199254740993L);
        for (int i = 0; i < 200; i++) {
            Map<String, Object> request = new HashMap<>();
            request.put("a", numbers.get(random.nextInt(5, numbers.size() - 1)));
            request.put("b", numbers.get(random.nextInt(numbers.size())));
            assertThat(value("request.a + request.b", request))
                    .as("%s", request)
                    .isEqualTo(value("[request.a + request.b][0]", request));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5.0, 5",
        "-0.0, 0",
        "1.0E8, 100000000",
        "9.007199254740994E15, 9007199254740994",
        "0.1, 0.1",
        "1.0E300, 1.0E300",
        "-9.223372036854775807E18, -9223372036854775808",
        "NaN, NaN"
    })
    void wholeNumbersAreWrittenWhole(double number, String text) {
        assertThat(Numbers.text(number)).isEqualTo(text);
    }

    @Test
    void aWholeNumberIsOneBeyondDoubtOrNone() {
        assertThat(Numbers.whole(5.0)).isEqualTo(5L);
        assertThat(Numbers.whole(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(Numbers.whole(9007199254740992.0)).isEqualTo(9007199254740992L);
        assertThat(Numbers.whole(9007199254740994.0)).isNull();
        assertThat(Numbers.whole(1.5)).isNull();
        assertThat(Numbers.whole(Double.NaN)).isNull();
        assertThat(Numbers.whole(Double.POSITIVE_INFINITY)).isNull();
    }
}
