package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The shortcuts agree with the CEL runtime on every expression and value. */
class ShortcutTest {
    private static final Language LANGUAGE = new Language(Set.of("a", "b", "c"), Limits.DEFAULT);
    private static final int EXPRESSIONS = 1_500;
    private static final int VALUES_EACH = 12;

    @Test
    void agreesWithTheRuntimeOnRandomExpressions() {
        int shortcuts = 0;
        for (int seed = 0; seed < EXPRESSIONS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String source = new Source(random).any(2);
            if (LANGUAGE.expression(source) instanceof Compilation.Compiled<Expression>(var expression)) {
                for (int i = 0; i < VALUES_EACH; i++) {
                    Variables variables = variables(random);
                    String byRuntime = outcome(expression, variables, true);
                    assertThat(outcome(expression, variables, false))
                            .as(
                                    "seed %d: %s on %s",
                                    seed, source, List.of("" + variables.find("a"), "" + variables.find("b")))
                            .isEqualTo(byRuntime);
                    shortcuts += expression.takesShortcut(variables) ? 1 : 0;
                }
            }
        }
        assertThat(shortcuts).as("evaluations that took a shortcut").isGreaterThan(EXPRESSIONS * VALUES_EACH / 4);
    }

    private static String outcome(Expression expression, Variables variables, boolean byRuntime) {
        try {
            Object value = byRuntime ? expression.valueByRuntime(variables) : expression.value(variables);
            return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
        } catch (EvaluationFailure failure) {
            return "fails: " + failure.reason();
        }
    }

    private static Variables variables(SplittableRandom random) {
        Map<String, Object> bound = new HashMap<>();
        for (String name : List.of("a", "b", "c")) {
            if (random.nextInt(20) > 0) {
                Object value = random.nextInt(8) == 0 ? value(random, 1) : map(random, 2);
                bound.put(name, Objects.requireNonNullElse(value, "x"));
            }
        }
        return Variables.of(bound);
    }

    /** {@code n} is a number as a rule, {@code t} a text, {@code b} a truth, {@code m} a map, {@code any} anything. */
    private static Map<String, @Nullable Object> map(SplittableRandom random, int depth) {
        Map<String, @Nullable Object> map = new HashMap<>();
        map.put("n", random.nextInt(4) > 0 ? (long) random.nextInt(3) : value(random, 0));
        map.put("d", random.nextInt(4) > 0 ? (double) random.nextInt(3) : value(random, 0));
        map.put("t", random.nextInt(8) > 0 ? List.of("", "x", "y", "xy").get(random.nextInt(4)) : value(random, 0));
        map.put("b", random.nextInt(8) > 0 ? random.nextBoolean() : value(random, 0));
        map.put("m", depth > 0 && random.nextInt(8) > 0 ? map(random, depth - 1) : value(random, 0));
        map.put("any", value(random, depth));
        map.keySet().removeIf(_ -> random.nextInt(12) == 0);
        return map;
    }

    private static @Nullable Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 17 : 14)) {
            case 0 -> null;
            case 1, 2 -> random.nextBoolean();
            case 3, 4 -> (long) random.nextInt(-2, 4);
            case 5 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            case 6 -> (1L << 53) + random.nextInt(-2, 3);
            case 7 -> (double) random.nextInt(-2, 4);
            case 8 ->
                List.of(Double.NaN, -0.0, 0.0, 0x1p53, Double.POSITIVE_INFINITY, 1.5)
                        .get(random.nextInt(6));
            case 9 -> random.nextInt(3);
            case 10 -> (float) random.nextInt(3);
            case 11, 12, 13 -> List.of("", "x", "y", "xy", "😀x").get(random.nextInt(5));
            case 14 -> Arrays.asList(1L, null, "x");
            default -> map(random, depth - 1);
        };
    }

    /** Random sources, most of which compile; the types fit as a rule. */
    private record Source(SplittableRandom random) {
        String any(int depth) {
            return switch (random.nextInt(6)) {
                case 0 -> number(depth);
                case 1 -> text(depth);
                case 2 -> path("any", "m", "n", "t");
                case 3 -> optional("any", "m", "n") + pick("", ".hasValue()", ".orValue(" + leaf() + ")");
                default -> truth(depth);
            };
        }

        private String truth(int depth) {
            if (depth == 0) {
                return pick("true", "false", path("b"), path("b"), "has(" + path("n", "t", "m", "any") + ")");
            }
            return switch (random.nextInt(14)) {
                case 0, 1 -> "(" + truth(depth - 1) + " && " + truth(depth - 1) + ")";
                case 2, 3 -> "(" + truth(depth - 1) + " || " + truth(depth - 1) + ")";
                case 4 -> "!" + truth(depth - 1);
                case 5 -> "(" + truth(depth - 1) + " ? " + truth(depth - 1) + " : " + truth(depth - 1) + ")";
                case 6, 7 -> "(" + number(depth - 1) + operator() + number(depth - 1) + ")";
                case 8 -> "(" + text(depth - 1) + operator() + text(depth - 1) + ")";
                case 9 -> "(" + text(depth - 1) + pick(" in ['x', 'y', 'xy']", " in " + path("m")) + ")";
                case 10 -> text(depth - 1) + pick(".contains(", ".startsWith(", ".endsWith(") + text(depth - 1) + ")";
                case 11 -> text(depth - 1) + ".matches('^x.?$')";
                case 12 -> "(" + any(depth - 1) + pick(" == ", " != ", " < ") + any(depth - 1) + ")";
                default -> optional("b") + ".orValue(" + truth(depth - 1) + ")";
            };
        }

        private String number(int depth) {
            return depth == 0 || random.nextBoolean()
                    ? pick(
                            "1",
                            "2.0",
                            "-1",
                            "0.0",
                            "9007199254740993",
                            "2u",
                            path("n"),
                            path("n"),
                            path("d"),
                            path("any"))
                    : pick(
                            "(" + number(depth - 1) + " + " + number(depth - 1) + ")",
                            "(" + path("n") + " + " + path("n") + ")",
                            "(" + path("d") + " + " + path("d") + ")",
                            "(" + truth(depth - 1) + " ? " + path("n") + " : " + path("n") + ")",
                            optional("n") + ".orValue(" + number(depth - 1) + ")");
        }

        private String text(int depth) {
            return depth == 0 || random.nextBoolean()
                    ? pick("'x'", "'xy'", path("t"), path("t"), path("t"))
                    : pick("(" + text(depth - 1) + " + " + text(depth - 1) + ")", optional("t") + ".orValue('x')");
        }

        private String leaf() {
            return pick("1", "'x'", "null", path("n", "b", "any"));
        }

        private String path(String... fields) {
            if (random.nextInt(8) == 0) {
                return pick("a", "b", "c") + "['" + pick(fields) + "']";
            }
            return pick("a", "b", "c") + (random.nextInt(3) == 0 ? ".m." : ".") + pick(fields);
        }

        private String optional(String... fields) {
            String path = pick("a", "b", "c") + (random.nextInt(3) == 0 ? pick(".m", ".?m") : "");
            if (random.nextInt(5) == 0) {
                return path + "[?" + pick("'n'", "'t'", path("t"), "'none'") + "]";
            }
            return path + ".?" + pick(fields) + (random.nextInt(6) == 0 ? pick(".n", ".?n") : "");
        }

        private String operator() {
            return pick(" == ", " != ", " < ", " <= ", " > ", " >= ");
        }

        private String pick(String... some) {
            return some[random.nextInt(some.length)];
        }
    }
}
