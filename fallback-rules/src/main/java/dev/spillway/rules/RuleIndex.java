package dev.spillway.rules;

import dev.spillway.expressions.Comparison;
import dev.spillway.expressions.Conjunct;
import dev.spillway.expressions.Numbers;
import dev.spillway.expressions.Variables;
import dev.spillway.rules.table.Cell;
import dev.spillway.rules.table.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rules may apply in a situation, found by the values of the fields that their conditions compare.
 *
 * <p>Of each condition one comparison that all of it depends on is chosen: an equality, else a range. Where the field's value
 * makes that comparison false, the condition is false whatever the rest of it does (CEL's {@code &&} is false where either
 * side is), and the rule is left out. Where it is not certain, since the field is missing or of another type, the rule is
 * kept, and its condition says what is right.
 */
final class RuleIndex {

    private final int words;
    private final long[] always;
    private final Field[] fields;

    /** A field, and what stands for it where it is missing. */
    private record Key(List<String> path, @Nullable Object otherwise) {}

    /** The rules that depend on one field. */
    private static final class Field {
        final Key key;
        final long[] all;
        final Map<Object, long[]> bySymbol = new HashMap<>();
        final List<Cell.Within> ranges = new ArrayList<>();
        final List<Integer> ranged = new ArrayList<>();

        Field(Key key, int words) {
            this.key = key;
            this.all = new long[words];
        }
    }

    RuleIndex(List<Rule> rules) {
        this.words = (rules.size() + Long.SIZE - 1) / Long.SIZE;
        this.always = new long[words];
        Map<Key, Field> byKey = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            Comparison chosen = chosen(rules.get(i));
            if (chosen == null) {
                set(always, i);
                continue;
            }
            Field field =
                    byKey.computeIfAbsent(new Key(chosen.path(), chosen.otherwise()), key -> new Field(key, words));
            set(field.all, i);
            add(field, i, chosen);
        }
        this.fields = byKey.values().toArray(Field[]::new);
    }

    private static @Nullable Comparison chosen(Rule rule) {
        Comparison best = null;
        if (rule.when() != null) {
            for (Conjunct conjunct : rule.when().expression().conjuncts()) {
                Comparison comparison = conjunct.comparison();
                if (comparison != null && comparison.kind() == Comparison.Kind.ONE_OF) {
                    return comparison;
                }
                best = best == null && Cover.range(comparison) != null ? comparison : best;
            }
        }
        return best;
    }

    private void add(Field field, int rule, Comparison comparison) {
        Cell.Within range = Cover.range(comparison);
        if (range != null) {
            field.ranges.add(range);
            field.ranged.add(rule);
            return;
        }
        for (Object constant : comparison.constants()) {
            Object symbol = Symbol.of(constant);
            if (symbol != null) {
                set(field.bySymbol.computeIfAbsent(symbol, _ -> new long[words]), rule);
            }
        }
    }

    /** The rules that may apply, a bit each. */
    long[] candidates(Variables variables) {
        long[] candidates = always.clone();
        for (Field field : fields) {
            Object symbol = Symbol.of(value(field.key, variables));
            if (symbol == null) {
                or(candidates, field.all);
                continue;
            }
            long[] equal = field.bySymbol.get(symbol);
            if (equal != null) {
                or(candidates, equal);
            }
            ranges(field, symbol, candidates);
        }
        return candidates;
    }

    private static void ranges(Field field, Object symbol, long[] candidates) {
        for (int i = 0; i < field.ranges.size(); i++) {
            boolean certain = symbol instanceof Double number && Math.abs(number) <= Numbers.EXACT_MAX;
            if (!certain || field.ranges.get(i).matches(symbol)) {
                set(candidates, field.ranged.get(i));
            }
        }
    }

    /** The field's value; null where there is none for certain. */
    private static @Nullable Object value(Key key, Variables variables) {
        List<String> path = key.path;
        Object at = variables.find(path.getFirst());
        for (int i = 1; i < path.size(); i++) {
            if (!(at instanceof Map<?, ?> map)) {
                return null;
            }
            at = map.get(path.get(i));
            if (at == null && i == path.size() - 1 && !map.containsKey(path.get(i))) {
                return key.otherwise;
            }
        }
        return at;
    }

    private static void set(long[] bits, int index) {
        bits[index / Long.SIZE] |= 1L << index % Long.SIZE;
    }

    private static void or(long[] bits, long[] more) {
        Arrays.setAll(bits, i -> bits[i] | more[i]);
    }
}
