package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes an expression can't take the gateway's memory or time. The timeouts are far above what is needed. */
@Timeout(30)
class HostileExpressionTest {
    private static final Language LANGUAGE = new Language(Set.of("request"), Limits.DEFAULT);

    private static final Variables VARIABLES = Variables.of(Map.of(
            "request",
            Map.of(
                    "list", Collections.nCopies(200, 1L),
                    "text", "a".repeat(100_000),
                    "some", "a".repeat(2_000),
                    "pattern", "((a{1000}){1000}){1000}")));

    static List<String> refusedAtLoad() {
        return List.of(
                "(".repeat(2_000) + "1" + ")".repeat(2_000),
                "[".repeat(4_000),
                "1 + ".repeat(100_000) + "1",
                "1+".repeat(1_500) + "1",
                "true&&".repeat(600) + "true",
                "request" + ".a".repeat(900),
                "request" + "[0]".repeat(900),
                "true?1:".repeat(500) + "1",
                "}{)(*&^%$#@!".repeat(300),
                "a b ".repeat(1_000),
                "\"" + "\\".repeat(4_001),
                "a\0b",
                "\uD800",
                "99999999999999999999",
                "[1,2,3,4,5,6,7,8,9,10].map(a, [1,2,3,4,5,6,7,8,9,10].map(b, [1,2,3,4,5,6,7,8,9,10].map(c, "
                        + "[1,2,3,4,5,6,7,8,9,10].map(d, [1,2,3,4,5,6,7,8,9,10].map(e, a))))) == []",
                "'" + "x".repeat(100) + "'" + ".replace('x', 'xxxxxxxxxxxxxxxxxxxx')".repeat(8) + " == ''",
                "request.text.matches(request.pattern)",
                "request.text.matches('((a{1000}){1000}){1000}')",
                "request.text.matches('((((a{100}){100}){100}){100}){100}')",
                "request.text.matches('(a{1,1000}){1,1000}')",
                "request.text.matches('(?:(?:a?){99}){99}')",
                "request.text.matches('[a-z]{999}[0-9]{999}')",
                "request.text.matches('" + "(".repeat(1_000) + ")".repeat(1_000) + "')",
                "request.text.matches('(')",
                "request.text.matches('a{1001}')");
    }

    @ParameterizedTest
    @MethodSource
    void refusedAtLoad(String source) {
        assertThat(LANGUAGE.expression(source).problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.message()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.list.map(a, request.list.map(b, request.list.map(c, a + b + c)))",
                "request.list.all(a, request.list.all(b, request.list.all(c, true)))",
                "request.list.map(a, request.text).join(request.text)",
                "request.text.replace('a', request.text)",
                "request.text.replace('', request.text)",
                "request.text.matches('(a*)*(b|a*)*((c|a*)*d|e?){9}$')"
            })
    void boundedAtRunTime(String source) {
        Expression expression = LANGUAGE.expression(source).orThrow();

        assertThatThrownBy(() -> expression.value(VARIABLES)).isInstanceOf(EvaluationFailure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.some.matches('(a*)*b')",
                "request.some.matches('(a|aa)+$')",
                "request.some.matches('x{0}[[:alpha:]]\\\\pL\\\\Q{9}{9}\\\\E')",
                "request.some.split('').size() > 0"
            })
    void ordinaryOnSomeText(String source) throws EvaluationFailure {
        assertThat(LANGUAGE.expression(source).orThrow().value(VARIABLES)).isInstanceOf(Boolean.class);
    }

    @Test
    void ordinaryLengthIsNotRefused() throws EvaluationFailure {
        String many = String.join(" || ", Collections.nCopies(100, "request.text.contains('needle')"));
        String sum = String.join(" + ", Collections.nCopies(40, "'part'"));

        assertThat(LANGUAGE.condition(many).orThrow().holds(VARIABLES)).isFalse();
        assertThat(LANGUAGE.expression(sum).problems()).isEmpty();
        assertThat(LANGUAGE.expression("request.text.matches('^[A-Z]{2}-\\\\d{4,12}(-[a-f0-9]{8}){0,4}$')")
                        .problems())
                .isEmpty();
    }

    @Test
    void theEstimateOfARegularExpressionIsNeverFarBelowItsProgram() {
        for (String pattern : List.of(
                "a",
                "abc",
                "(a|b)*c",
                "a{3}",
                "(ab){2,5}x",
                "[^]a-z\\]]{4}",
                "\\d+\\.\\d*",
                "((a{2}){3}){2}",
                "(?i)x{9}",
                "\\Qa{9}\\E",
                "a{b}",
                "x{,3}",
                "((a?){5}b){7}",
                "\\pN{3}",
                "(?P<n>ab)+",
                "^$",
                "a||b")) {
            int program = com.google.re2j.Pattern.compile(pattern).programSize();
            assertThat(RegexSize.of(pattern)).as(pattern).isBetween((program - 4L) / 3, 4L * program + 8);
        }
    }
}
