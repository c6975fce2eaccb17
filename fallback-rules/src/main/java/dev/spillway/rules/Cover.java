package dev.spillway.rules;

import dev.spillway.expressions.Comparison;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Conjunct;
import dev.spillway.rules.table.Cell;
import dev.spillway.rules.table.Symbol;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which condition holds wherever another one does, as far as that can be told from what they compare. */
final class Cover {
    private Cover() {}

    /** Whether the first condition holds wherever the second does. Where it says so, that is right; it may miss some. */
    static boolean covers(@Nullable Condition early, @Nullable Condition late) {
        if (early == null) {
            return true;
        }
        List<Conjunct> given = late == null ? List.of() : late.expression().conjuncts();
        return early.expression().conjuncts().stream()
                .allMatch(wanted -> given.stream().anyMatch(fact -> implies(fact, wanted)));
    }

    private static boolean implies(Conjunct fact, Conjunct wanted) {
        if (fact.source().equals(wanted.source())) {
            return true;
        }
        Comparison known = fact.comparison();
        Comparison asked = wanted.comparison();
        if (known == null || asked == null || !known.path().equals(asked.path())) {
            return false;
        }
        boolean sameReading = known.otherwise() == null || Objects.equals(known.otherwise(), asked.otherwise());
        Cell mine = cell(asked);
        Cell theirs = cell(known);
        return sameReading && mine != null && theirs != null && mine.covers(theirs);
    }

    /** A conjunct that can't be true beside an earlier one of the same condition; null where there is none. */
    static @Nullable Conjunct contradiction(Condition condition) {
        List<Conjunct> all = condition.expression().conjuncts();
        for (int i = 1; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (contradict(all.get(i).comparison(), all.get(j).comparison())) {
                    return all.get(i);
                }
            }
        }
        return null;
    }

    private static boolean contradict(@Nullable Comparison one, @Nullable Comparison other) {
        if (one == null
                || other == null
                || !one.path().equals(other.path())
                || !Objects.equals(one.otherwise(), other.otherwise())) {
            return false;
        }
        Cell left = cell(one);
        Cell right = cell(other);
        return left != null && right != null && (disjoint(left, right) || disjoint(right, left));
    }

    private static boolean disjoint(Cell left, Cell right) {
        return switch (left) {
            case Cell.OneOf(var symbols) -> symbols.stream().noneMatch(right::matches);
            case Cell.Within(var least, var most) ->
                right instanceof Cell.Within within && (within.most() < least || within.least() > most);
            case Cell.Any _, Cell.NoneOf _ -> false;
        };
    }

    /** What a comparison asks of its field, as a cell; null where no cell says it. */
    private static @Nullable Cell cell(Comparison comparison) {
        return switch (comparison.kind()) {
            case ONE_OF ->
                new Cell.OneOf(
                        comparison.constants().stream().map(Cover::symbol).collect(Collectors.toSet()));
            case NONE_OF ->
                new Cell.NoneOf(
                        comparison.constants().stream().map(Cover::symbol).collect(Collectors.toSet()));
            case LESS, AT_MOST, MORE, AT_LEAST -> range(comparison);
            case TEXT -> null;
        };
    }

    private static Object symbol(Object constant) {
        return Objects.requireNonNull(Symbol.of(constant), "a comparison's constants have symbols");
    }

    /** The numbers that a comparison allows; null where it is no order of numbers. */
    static Cell.@Nullable Within range(@Nullable Comparison comparison) {
        if (comparison == null || !(comparison.constants().getFirst() instanceof Number constant)) {
            return null;
        }
        double bound = constant.doubleValue();
        return switch (comparison.kind()) {
            case LESS -> new Cell.Within(Double.NEGATIVE_INFINITY, Math.nextDown(bound));
            case AT_MOST -> new Cell.Within(Double.NEGATIVE_INFINITY, bound);
            case MORE -> new Cell.Within(Math.nextUp(bound), Double.POSITIVE_INFINITY);
            case AT_LEAST -> new Cell.Within(bound, Double.POSITIVE_INFINITY);
            case ONE_OF, NONE_OF, TEXT -> null;
        };
    }
}
