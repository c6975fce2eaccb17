package dev.spillway.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Caller;
import dev.spillway.core.Priority;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.Seeds;
import dev.spillway.core.testing.VirtualTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyingTest {
    private final Calls calls = Calls.on(new VirtualTime());

    private Key key(@Nullable Object value) {
        return key(fields("value", value));
    }

    private Key key(Map<String, @Nullable Object> input) {
        return new Keying("route", "1").of(calls.input(input).call(Duration.ofSeconds(1)));
    }

    /** Names and values in turn. */
    private static Map<String, @Nullable Object> fields(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    @Test
    void formOfNumbersDoesNotMatter() {
        assertThat(key(1L)).isEqualTo(key(1.0)).isEqualTo(key(1));
        assertThat(key(0L)).isEqualTo(key(-0.0));
        assertThat(key(-(1L << 62))).isEqualTo(key(-0x1p62));
        assertThat(key(Long.MIN_VALUE)).isEqualTo(key(-0x1p63));
    }

    @Test
    void numbersThatDifferDiffer() {
        assertThat(List.of(
                        key(1L),
                        key(1.5),
                        key(-1L),
                        key((1L << 53) + 1),
                        key(0x1p53),
                        key(Long.MAX_VALUE),
                        key(0x1p63),
                        key(0x1p64),
                        key(Double.MIN_VALUE),
                        key(0L)))
                .doesNotHaveDuplicates();
    }

    @Test
    void orderOfFieldsDoesNotMatterAtAnyDepth() {
        assertThat(key(fields("a", 1L, "b", fields("c", "x", "d", "y"))))
                .isEqualTo(key(fields("b", fields("d", "y", "c", "x"), "a", 1.0)));
    }

    @Test
    void orderOfListsDoes() {
        assertThat(key(List.of("a", "b"))).isNotEqualTo(key(List.of("b", "a")));
    }

    @Test
    void nullIsNeitherAbsentNorAnythingElse() {
        assertThat(List.of(
                        key(fields()),
                        key(fields("a", null)),
                        key(fields("b", null)),
                        key(fields("a", "")),
                        key(fields("a", "null")),
                        key(fields("a", 0L)),
                        key(fields("a", false)),
                        key(fields("a", true)),
                        key(fields("a", List.of())),
                        key(fields("a", Map.of())),
                        key(fields("a", Collections.singletonList(null)))))
                .doesNotHaveDuplicates();
    }

    @Test
    void textsAreNotNumbersAndNothingRunsTogether() {
        assertThat(List.of(
                        key("1"),
                        key(1L),
                        key(List.of("ab")),
                        key(List.of("a", "b")),
                        key(List.of(List.of("a"), "b")),
                        key(List.of(List.of("a", "b"))),
                        key(fields("a", "b")),
                        key(fields("ab", "")),
                        key(fields("a", "b", "c", "d")),
                        key(fields("a", fields("b", fields("c", "d"))))))
                .doesNotHaveDuplicates();
    }

    @Test
    void textsAreEqualUnitByUnit() {
        assertThat(key("caf\u00e9")).isEqualTo(key("caf\u00e9")).isNotEqualTo(key("cafe\u0301"));
        assertThat(List.of(
                        key("\ud83d\ude9a"),
                        key("\ud83d"),
                        key("\ude9a"),
                        key("?"),
                        key("\ufffd"),
                        key("\u0000"),
                        key("")))
                .doesNotHaveDuplicates();
    }

    @Test
    void longTextsCountToTheLastUnit() {
        String most = "x".repeat(5000);
        assertThat(key(most + "a")).isNotEqualTo(key(most + "b")).isEqualTo(key(most + "a"));
    }

    @Test
    void tenantRouteAndVersionAreApart() {
        Map<String, @Nullable Object> input = fields("a", 1L);
        var call = calls.input(input).call(Duration.ofSeconds(1));
        var other = calls.input(input)
                .caller(new Caller("other", "principal", Set.of(), Priority.NORMAL, Map.of()))
                .call(Duration.ofSeconds(1));
        var colleague = calls.input(input)
                .caller(new Caller("tenant", "colleague", Set.of("all"), Priority.HIGH, Map.of("team", "x")))
                .call(Duration.ofSeconds(9));
        Keying keying = new Keying("route", "1");

        assertThat(keying.of(colleague)).isEqualTo(keying.of(call));
        assertThat(List.of(
                        keying.of(call),
                        keying.of(other),
                        new Keying("route1", "").of(call),
                        new Keying("route", "2").of(call),
                        new Keying("other", "1").of(call)))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsNoPlainValueIsBug() {
        assertThatThrownBy(() -> key(BigDecimal.ONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomInputsHaveEqualKeysExactlyWhenTheyAreEqual() {
        List<Object> inputs = new ArrayList<>();
        Seeds.check(400, random -> {
            Object one = value(random, 3);
            Object shuffled = shuffled(one, random);
            assertThat(key(shuffled)).isEqualTo(key(one));
            for (Object other : inputs) {
                assertThat(key(other).equals(key(one)))
                        .as("%s and %s", one, other)
                        .isEqualTo(other.equals(one));
            }
            if (inputs.size() < 60) {
                inputs.add(one);
            }
        });
    }

    private static Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> (long) random.nextInt(3);
            case 1 -> "abc".substring(random.nextInt(3));
            case 2 -> random.nextBoolean();
            case 3 -> {
                List<Object> list = new ArrayList<>();
                for (int count = random.nextInt(3); count > 0; count--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> fields = new HashMap<>();
                for (int count = random.nextInt(4); count > 0; count--) {
                    fields.put("abcd".substring(random.nextInt(4)), value(random, depth - 1));
                }
                yield fields;
            }
        };
    }

    /** The same in another order, with numbers in another form. */
    private static Object shuffled(Object value, SplittableRandom random) {
        return switch (value) {
            case Long number -> (double) number;
            case List<?> list -> list.stream().map(one -> shuffled(one, random)).toList();
            case Map<?, ?> fields -> {
                Object[] names = fields.keySet().toArray();
                for (int i = names.length - 1; i > 0; i--) {
                    int other = random.nextInt(i + 1);
                    Object kept = names[i];
                    names[i] = names[other];
                    names[other] = kept;
                }
                Map<Object, Object> mixed = new LinkedHashMap<>();
                Arrays.stream(names).forEach(name -> mixed.put(name, shuffled(fields.get(name), random)));
                yield mixed;
            }
            default -> value;
        };
    }
}
