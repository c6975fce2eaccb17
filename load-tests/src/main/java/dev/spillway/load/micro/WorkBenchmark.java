package dev.spillway.load.micro;

import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Meter;
import dev.spillway.expressions.Variables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How long the work takes that one expression may do: for each function, on values that are slow for it, as many evaluations as
 * the limit of one allows. A row over two milliseconds is a price that is too low.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WorkBenchmark {
    private static final long LIMIT = Limits.DEFAULT.workMax();
    private static final String TEXT = "a".repeat(50_000);
    private static final List<Double> NUMBERS = numbers();

    private static final Map<String, Object> VALUES = Map.ofEntries(
            Map.entry("text", TEXT),
            Map.entry("same", new String(TEXT.toCharArray())),
            Map.entry("wide", "\ud83d\ude00".repeat(20_000)),
            Map.entry("words", "the quick brown fox jumps over a lazy dog, ".repeat(1_000)),
            Map.entry("short", "a".repeat(2_000)),
            Map.entry("brief", "a".repeat(80)),
            Map.entry("digits", "0".repeat(20_000) + "7"),
            Map.entry("term", "a".repeat(9) + "b"),
            Map.entry("long", "a".repeat(5_000) + "b" + "a".repeat(5_000)),
            Map.entry("time", "2026-11-30T17:00:00.123456789+02:00"),
            Map.entry("numbers", NUMBERS),
            Map.entry("others", new ArrayList<>(NUMBERS)),
            Map.entry("items", Collections.nCopies(100, Map.of("a", 1L, "b", 2L, "s", "word"))),
            Map.entry("pieces", Collections.nCopies(2_000, "piece")),
            Map.entry("map", Map.of("a", 1L, "b", Map.of("c", 2L))));

    private static final Variables VARIABLES = Variables.of(Map.of("v", VALUES));

    /** What is measured; see {@link #source}. */
    @Param({
        "contains, short term",
        "contains, long term",
        "contains, ordinary text",
        "indexOf",
        "lastIndexOf",
        "startsWith",
        "split",
        "split characters",
        "replace",
        "replace nothing",
        "join",
        "matches, many threads",
        "matches, few threads",
        "substring",
        "charAt",
        "trim",
        "lowerAscii",
        "reverse",
        "quote",
        "size of a text",
        "text + text",
        "list + list",
        "text == text",
        "text < text",
        "list == list",
        "in list",
        "max of list",
        "int",
        "double",
        "bytes",
        "timestamp",
        "getHours in a zone",
        "arithmetic",
        "lookups",
        "map and list literals",
        "map()",
        "filter()",
        "all()",
        "failures in exists()",
        "failures in ||",
        "shortcut",
        "shortcut by regular expression"
    })
    @SuppressWarnings("NullAway.Init") // the harness sets it
    public String what;

    private @Nullable Expression expression;

    private static List<Double> numbers() {
        return IntStream.range(0, 5_000).mapToObj(i -> i + 0.5).toList();
    }

    private static String source(String what) {
        return switch (what) {
            case "contains, short term" -> "v.text.contains(v.term)";
            case "contains, long term" -> "v.text.contains(v.long)";
            case "contains, ordinary text" -> "v.words.contains('dog in')";
            case "indexOf" -> "v.wide.indexOf(v.term)";
            case "lastIndexOf" -> "v.text.lastIndexOf(v.long)";
            case "startsWith" -> "v.text.startsWith(v.same) && [1].all(i, v.text.endsWith(v.same))";
            case "split" -> "v.words.split(' ')";
            case "split characters" -> "v.wide.split('')";
            case "replace" -> "v.words.replace('o', '00')";
            case "replace nothing" -> "v.short.replace('', '-')";
            case "join" -> "v.pieces.join(', ')";
            case "matches, many threads" -> "[1].all(i, v.brief.matches('(a*)*(b|a*)*((c|a*)*d|e?){9}$'))";
            case "matches, few threads" -> "[1].all(i, v.brief.matches('(?i)refund'))";
            case "substring" -> "v.wide.substring(5, 10000)";
            case "charAt" -> "v.wide.charAt(7)";
            case "trim" -> "v.wide.trim()";
            case "lowerAscii" -> "v.text.lowerAscii()";
            case "reverse" -> "v.wide.reverse()";
            case "quote" -> "strings.quote(v.text)";
            case "size of a text" -> "v.wide.size()";
            case "text + text" -> "v.text + v.wide";
            case "list + list" -> "size(v.numbers + v.others)";
            case "text == text" -> "v.text == v.same";
            case "text < text" -> "v.text < v.same";
            case "list == list" -> "v.numbers == v.others";
            case "in list" -> "-1.0 in v.numbers";
            case "max of list" -> "math.greatest(v.numbers)";
            case "int" -> "int(v.digits)";
            case "double" -> "double(v.digits)";
            case "bytes" -> "string(bytes(v.wide))";
            case "timestamp" -> "timestamp(v.time) > timestamp(0)";
            case "getHours in a zone" -> "timestamp(0).getHours('America/New_York') + v.map.a";
            case "arithmetic" -> "v.map.a * 3 / 2 % 7 - v.map.a * 5";
            case "lookups" -> "[v.map.a, v.map.b.c, v.map['b'].c, v['map'].b.c]";
            case "map and list literals" -> "{'a': [1, 2, v.map.a], 'b': {'c': v.map.a}, 'd': [[v.map.a]]}";
            case "map()" -> "v.items.map(i, i.a + i.b)";
            case "filter()" -> "v.items.filter(i, i.a < i.b)";
            case "all()" -> "v.items.all(i, i.s == 'word' && i.a in [1, 2, 3])";
            case "failures in exists()" -> "v.items.exists(i, i.missing == 1) || true";
            case "failures in ||" -> "v.items.all(i, i.x || i.y || i.z || true)";
            case "shortcut" -> "v.map.a == 1 && v.map.?b.c.orValue(3) > 1 && v.map.a in v.map ? 'x' : 'y'";
            case "shortcut by regular expression" -> "v.brief.matches('(a*)*(b|a*)*((c|a*)*d|e?){9}$')";
            default -> throw new IllegalArgumentException("unknown: " + what);
        };
    }

    /** Compiles it. */
    @Setup
    public void compile() {
        expression =
                Expression.compile(source(what), Set.of("v"), Limits.DEFAULT).orThrow();
    }

    /** As much of it as the limit of one expression allows. */
    @Benchmark
    public void limit(Blackhole sink) {
        Expression it = java.util.Objects.requireNonNull(expression);
        Meter meter = new Meter(LIMIT);
        Variables variables = new Variables() {
            @Override
            public @Nullable Object find(String name) {
                return VARIABLES.find(name);
            }

            @Override
            public Meter meter() {
                return meter;
            }
        };
        try {
            while (!meter.isSpent()) {
                sink.consume(it.value(variables));
            }
        } catch (EvaluationFailure spent) {
            sink.consume(spent);
        }
    }
}
