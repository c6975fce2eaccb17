package dev.spillway.rules;

import dev.spillway.core.testing.Seeds;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Problem;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.RuleSource;
import dev.spillway.rules.source.TableSource;
import dev.spillway.rules.source.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rule sets and situations, few enough words in each to meet often. */
final class RandomRules {
    private static final Pattern RULE = Pattern.compile("rules\\[(\\d+)].*");
    private static final String[] FIELDS = {"request.a", "request.b", "request.c", "request.m.a"};
    private static final String[] ORDERS = {" < ", " <= ", " > ", " >= "};
    private static final String[] CONSTANTS = {"0", "1", "2", "1.5", "2.0", "'x'", "'y'", "'1'", "true", "false"};

    private final SplittableRandom random;

    RandomRules(SplittableRandom random) {
        this.random = random;
    }

    /** A set as it is written, without the rules that could never decide; and what it compiles to. */
    record Drawn(RuleSetSource source, RuleSet set) {}

    Drawn set() {
        List<RuleSource> rules = new ArrayList<>();
        Match match = random.nextBoolean() ? Match.FIRST : Match.PRIORITY;
        int count = random.nextInt(1, 90);
        for (int i = 0; i < count; i++) {
            int priority = match == Match.PRIORITY ? random.nextInt(3) : 0;
            boolean tabled = random.nextInt(8) == 0;
            rules.add(new RuleSource(
                    "r" + i,
                    tabled && random.nextBoolean() ? null : condition(2),
                    priority,
                    tabled ? table() : null,
                    Written.team(random.nextInt(10) == 0 ? "${request.t}" : "r" + i)));
        }
        return compiled(rules, match);
    }

    private static Drawn compiled(List<RuleSource> rules, Match match) {
        List<RuleSource> kept = new ArrayList<>(rules);
        while (true) {
            Written written = Written.set().match(match).byDefault(Written.team("desk"));
            kept.forEach(written::rule);
            switch (RuleSet.compile(written.source(), Vocabulary.UNKNOWN)) {
                case Compilation.Compiled<RuleSet>(var set) -> {
                    return new Drawn(written.source(), set);
                }
                case Compilation.Rejected<RuleSet>(var problems) -> drop(kept, problems);
            }
        }
    }

    private static void drop(List<RuleSource> kept, List<Problem> problems) {
        Set<Integer> wrong = new HashSet<>();
        for (Problem problem : problems) {
            Matcher rule = RULE.matcher(problem.path());
            if (!rule.matches() || !problem.message().contains("never")) {
                throw new AssertionError(problem.toString());
            }
            wrong.add(Integer.parseInt(rule.group(1)));
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            if (wrong.contains(i)) {
                kept.remove(i);
            }
        }
    }

    private String condition(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 7)) {
            case 0 -> field() + " == " + constant();
            case 1 -> optional() + Seeds.pick(random, new String[] {" == ", " != "}) + constant();
            case 2 -> field() + " in [" + constant() + ", " + constant() + "]";
            case 3 -> field() + Seeds.pick(random, ORDERS) + random.nextInt(3);
            case 4 -> optional() + Seeds.pick(random, ORDERS) + random.nextInt(3);
            case 5 -> random.nextInt(3) + Seeds.pick(random, ORDERS) + field();
            case 6 -> "has(request." + Seeds.pick(random, new String[] {"a", "b", "t"}) + ")";
            case 7 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
            case 8 -> "!(" + condition(depth - 1) + ")";
            default -> condition(depth - 1) + " && " + condition(depth - 1);
        };
    }

    private String field() {
        return Seeds.pick(random, FIELDS);
    }

    private String optional() {
        String field = random.nextInt(3) == 0
                ? "intent.?a"
                : field().replace(".m.", ".?m.").replace("request.", "request.?");
        return field.replace(".??", ".?") + ".orValue(" + constant() + ")";
    }

    private String constant() {
        return Seeds.pick(random, CONSTANTS);
    }

    private TableSource table() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        int count = random.nextInt(1, 12);
        for (int i = 0; i < count; i++) {
            String a = Seeds.pick(random, new String[] {"x", "y", "1", "1.5", "x | y", "!= x"});
            String b = Seeds.pick(random, new String[] {"'x'", "0..1", "> 1", "<= 0", "2", "true"});
            if (seen.add(a + "/" + b)) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                row.put("a", a);
                row.put("b", b);
                row.put("row", (long) i);
                rows.add(row);
            }
        }
        return new TableSource(Map.of("a", "request.a", "b", "request.m.a"), rows);
    }

    Situation situation() {
        Map<String, @Nullable Object> request = fields(1);
        Map<String, Map<String, @Nullable Object>> branches =
                random.nextBoolean() ? Map.of("intent", fields(0)) : Map.of();
        return Written.with(request, branches);
    }

    private Map<String, @Nullable Object> fields(int depth) {
        Map<String, @Nullable Object> fields = new HashMap<>();
        for (String name : List.of("a", "b", "c", "t")) {
            if (random.nextInt(6) > 0) {
                fields.put(name, value());
            }
        }
        if (random.nextInt(6) > 0) {
            fields.put("m", depth > 0 ? fields(depth - 1) : value());
        }
        return fields;
    }

    private @Nullable Object value() {
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1, 2, 3, 4 -> (long) random.nextInt(3);
            case 5, 6 -> random.nextInt(5) / 2.0;
            case 7, 8, 9 -> Seeds.pick(random, new String[] {"x", "y", "1"});
            case 10 -> random.nextBoolean();
            case 11 -> Seeds.pick(random, new Double[] {Double.NaN, -0.0, 0x1p54, Double.POSITIVE_INFINITY});
            case 12 -> Seeds.pick(random, new Long[] {Long.MAX_VALUE, (1L << 53) + 1, Long.MIN_VALUE});
            default -> List.of(1L);
        };
    }
}
