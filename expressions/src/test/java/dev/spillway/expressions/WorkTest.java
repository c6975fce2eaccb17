package dev.spillway.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelOptions;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever sends values can't take a loop's time or the memory: work is charged, and no more is done than is allowed. */
class WorkTest {
    /** What fits into a body of 1 MiB. */
    private static final int BODY = 927 * 1024;

    /** A coarse guard: 100 times what is allowed, of this thread alone. */
    private static final long CPU_NANOS_MAX = 250_000_000;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final Language LANGUAGE = new Language(Set.of("request"), Limits.DEFAULT);
    private static final int SEEDS = Integer.getInteger("seeds", 10);

    // ------------------------------------------------------------------ every function

    static List<CelFunctionBinding> everyFunction() {
        CelOptions options = CelOptions.current().build();
        Regexes regexes = new Regexes(Limits.DEFAULT);
        regexes.add("(a*)*(b|a*)*((c|a*)*d|e?){9}$");
        return Functions.metered(options, new Texts(Limits.DEFAULT, regexes)).stream()
                .filter(CelFunctionBinding::isStrict)
                .toList();
    }

    @Test
    void everyFunctionOfTheLibraryHasAPriceOrIsOurs() {
        assertThat(everyFunction()).hasSizeGreaterThan(150);
        assertThat(Prices.of("a_new_function", List.of(String.class))).isNull();
        assertThat(Prices.of("a_new_function", List.of(Long.class, Map.class))).isNull();
    }

    @ParameterizedTest
    @MethodSource
    void everyFunction(CelFunctionBinding function) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Object[] args = function.getArgTypes().stream()
                    .map(type -> hostile(type, random))
                    .toArray();
            bounded(function.getOverloadId() + ", seed " + seed, meter -> {
                Meter before = Meter.enter(meter);
                try {
                    function.getDefinition().apply(args);
                } finally {
                    Meter.enter(before);
                }
            });
        }
    }

    private static Object hostile(Class<?> type, SplittableRandom random) {
        if (type == String.class) {
            return text(random);
        } else if (type == Long.class || type == Number.class) {
            return random.nextBoolean() ? random.nextLong(-2, 100_000) : random.nextLong();
        } else if (type == Double.class) {
            return random.nextDouble() * 1e300;
        } else if (type == UnsignedLong.class) {
            return UnsignedLong.fromLongBits(random.nextLong());
        } else if (type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L));
        } else if (type == Duration.class) {
            return Duration.ofSeconds(random.nextLong(-1_000_000, 1_000_000));
        } else if (type == CelByteString.class) {
            return CelByteString.of(new byte[random.nextInt(BODY)]);
        } else if (type == Map.class) {
            return map(random);
        } else if (type == List.class || type == Collection.class) {
            return list(random);
        } else if (type == Optional.class) {
            return Optional.of(random.nextBoolean() ? map(random) : list(random));
        }
        assertThat(type).isEqualTo(Object.class);
        return hostile(List.of(String.class, Long.class, Map.class, List.class).get(random.nextInt(4)), random);
    }

    private static String text(SplittableRandom random) {
        int length = random.nextInt(3) == 0 ? random.nextInt(200) : random.nextInt(BODY);
        return switch (random.nextInt(8)) {
            case 0 -> "a".repeat(length / 2) + "b" + "a".repeat(length / 2);
            case 1 -> "ab".repeat(length / 2);
            case 2 -> "9".repeat(length);
            case 3 -> "0".repeat(length) + "1e9";
            case 4 -> "\ud83d\ude00".repeat(length / 4);
            case 5 -> "\u0085 ".repeat(length / 3);
            case 6 -> "(a*)*(b|a*)*((c|a*)*d|e?){9}$"; // the only pattern that there is
            default -> "a".repeat(length);
        };
    }

    private static Object list(SplittableRandom random) {
        int size = random.nextInt(BODY / 4);
        return Plain.toCel(
                switch (random.nextInt(4)) {
                    case 0 -> Collections.nCopies(size, 1.5);
                    case 1 -> Collections.nCopies(size, "a".repeat(BODY));
                    case 2 -> Collections.nCopies(size, Map.of("a", Collections.nCopies(size, 1L)));
                    default -> new ArrayList<>(Collections.nCopies(size, random.nextLong()));
                });
    }

    private static Object map(SplittableRandom random) {
        Map<String, Object> map = new LinkedHashMap<>();
        int size = random.nextInt(BODY / 16);
        for (int i = 0; i < size; i++) {
            map.put("k" + i, i % 2 == 0 ? i : "a".repeat(8));
        }
        return Plain.toCel(map);
    }

    /** A function at work. */
    private interface Work {
        void on(Meter meter) throws Exception;
    }

    private static void bounded(String what, Work work) throws Exception {
        Meter meter = new Meter(Limits.DEFAULT.workMax());
        meter.begin(Limits.DEFAULT.workMax());
        long before = CPU.getCurrentThreadCpuTime();
        try {
            work.on(meter);
            assertThat(meter.remaining()).as(what).isBetween(0L, (long) Limits.DEFAULT.workMax() - Prices.CALL / 10);
        } catch (Meter.Exhausted | CelEvaluationException | RuntimeException refused) {
            // as it has to be
        }
        assertThat(CPU.getCurrentThreadCpuTime() - before).as(what).isLessThan(CPU_NANOS_MAX);
    }

    // ------------------------------------------------------------------ whole expressions

    private static final Map<String, Object> HOSTILE = Map.of(
            "text", "a".repeat(650_000),
            "term", "a".repeat(150_000) + "b" + "a".repeat(150_000),
            "short", "a".repeat(9) + "b",
            "words", Collections.nCopies(100_000, "aab"),
            "items", Collections.nCopies(BODY / 8, "i"),
            "numbers", Collections.nCopies(BODY / 4, 0.5),
            "others", new ArrayList<>(Collections.nCopies(BODY / 4, 0.5)),
            "prefix", "p".repeat(500_000),
            "few", Collections.nCopies(300, Map.of("x", 1L)));

    private static final Variables REQUEST = Variables.of(Map.of("request", HOSTILE));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.text.contains(request.term)",
                "request.text.indexOf(request.term) > 0",
                "request.text.lastIndexOf(request.term) > 0",
                "request.text.split(request.term)",
                "request.text.replace(request.term, '')",
                "request.words.exists(w, request.text.contains(w + 'c'))",
                "request.words.exists(w, (request.text + w).matches('(a+)+b$'))",
                "request.items.map(i, request.prefix + i)",
                "request.items.map(i, request.prefix)",
                "request.items.map(i, request.numbers)",
                "request.items.map(i, {'a': request.text, 'b': [request.text, i]})",
                "request.items.exists(i, i.missing)",
                "request.items.exists(i, request.text)",
                "request.items.exists(i, request.text && request.text)",
                "request.items.exists(i, request[request.text] == i)",
                "request.items.exists(i, int(request.text) > 0 || double(request.text) > 0.0)",
                "request.items.all(i, request.few.exists(f, f.y == i) || true)",
                "request.items.all(i, request.few.all(f, request.few.all(g, true)))",
                "request.items.exists(i, {request.text: i}[i] == i)",
                "request.items.exists(i, [?request.text] == [])",
                "request.items.exists(i, duration(request.text) == duration(i))",
                "request.items.filter(i, i == 'i').map(j, request.text).join(',')",
                "request.numbers == request.others",
                "request.numbers + request.others",
                "0.25 in request.numbers",
                "request.items.map(i, request.numbers == request.others ? 1 : 2)",
                "[request.text].map(a, a + a + a + a).map(b, b + b + b + b).map(c, c + c + c + c)",
                "[[1]].map(a, [a, a, a, a]).map(a, [a, a, a, a]).map(a, [a, a, a, a]).map(a, [a, a, a, a])"
                        + ".map(a, [a, a, a, a, a]).map(a, [a, a, a, a, a, a]).map(a, [a, a, a, a, a, a, request])"
                        + ".map(a, [a, a, a, a, a, a]).map(a, [a, a, a, a, a, a])"
            })
    void whatWouldTakeTooMuchIsRefusedByName(String source) {
        Expression expression = LANGUAGE.expression(source).orThrow();
        long before = CPU.getCurrentThreadCpuTime();

        assertThatThrownBy(() -> expression.value(REQUEST)).isInstanceOfSatisfying(EvaluationFailure.class, failure -> {
            assertThat(failure.isOverLimit()).as(failure.getMessage()).isTrue();
            assertThat(failure.source()).isEqualTo(source);
        });
        assertThat(CPU.getCurrentThreadCpuTime() - before).isLessThan(CPU_NANOS_MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.text.contains('x') || request.text.contains('y') || request.text.endsWith('a')",
                "request.text.matches('^b')",
                "request.text == request.prefix",
                "request.text + request.prefix != ''",
                "request.items",
                "request.few.map(f, f.x + 1).size() == 300",
                "request.few.exists(f, f.x == 2 || f.x == 3)",
                "request.few.all(f, f.?y.orValue(1) == 1 ? f.x == 1 : f.z)"
            })
    void whatIsOrdinaryIsNot(String source) throws EvaluationFailure {
        LANGUAGE.expression(source).orThrow().value(REQUEST);
    }

    // ------------------------------------------------------------------ what is shared

    @Test
    void evaluationsThatShareAMeterAreBoundedTogether() throws EvaluationFailure {
        Meter shared = new Meter(3_000_000);
        Variables variables = sharing(shared);
        Expression costly = LANGUAGE.expression("request.text + request.prefix + request.text")
                .orThrow();

        int done = 0;
        try {
            while (done < 100) {
                costly.value(variables);
                done++;
            }
        } catch (EvaluationFailure failure) {
            assertThat(failure.isOverLimit()).isTrue();
            assertThat(failure.reason()).contains("together");
        }
        assertThat(done).isBetween(1, 20);
        assertThat(shared.isSpent()).isTrue();
        assertThatThrownBy(() -> LANGUAGE.expression("request.short").orThrow().value(variables))
                .isInstanceOf(EvaluationFailure.class);
    }

    @Test
    void aTemplateIsBoundedAsAWhole() {
        Map<String, Object> written = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            written.put("f" + i, "request.text + request.prefix");
        }
        Template template = LANGUAGE.template(written).orThrow();

        assertThatThrownBy(() -> template.fill(REQUEST))
                .isInstanceOfSatisfying(
                        EvaluationFailure.class,
                        failure -> assertThat(failure.isOverLimit()).isTrue());
    }

    private static Variables sharing(Meter meter) {
        return new Variables() {
            @Override
            public Object find(String name) {
                return HOSTILE;
            }

            @Override
            public Meter meter() {
                return meter;
            }
        };
    }
}
