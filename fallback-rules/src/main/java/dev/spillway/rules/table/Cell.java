package dev.spillway.rules.table;

import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one cell of a decision table asks of a value. A value that is not there is matched by {@link Any} alone. */
public sealed interface Cell {
    /** Anything, or nothing. */
    record Any() implements Cell {}

    /**
     * One of these.
     *
     * @param symbols as {@link Symbol#of} makes them, one at least
     */
    record OneOf(Set<Object> symbols) implements Cell {
        public OneOf {
            symbols = Set.copyOf(symbols);
        }
    }

    /**
     * Something, and none of these.
     *
     * @param symbols as {@link Symbol#of} makes them, one at least
     */
    record NoneOf(Set<Object> symbols) implements Cell {
        public NoneOf {
            symbols = Set.copyOf(symbols);
        }
    }

    /** A number from {@code least} to {@code most}, both included; an open bound is the next double inwards. */
    record Within(double least, double most) implements Cell {}

    /** Whether a plain value matches; null where there is none. */
    default boolean matches(@Nullable Object value) {
        return switch (this) {
            case Any _ -> true;
            case OneOf(var symbols) -> contains(symbols, value);
            case NoneOf(var symbols) -> value != null && !contains(symbols, value);
            case Within(var least, var most) ->
                value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most;
        };
    }

    private static boolean contains(Set<Object> symbols, @Nullable Object value) {
        Object symbol = Symbol.of(value);
        return symbol != null && symbols.contains(symbol);
    }

    /** Whether this one matches whatever the other one does. Where it says so, that is right; it may miss some. */
    default boolean covers(Cell other) {
        return switch (this) {
            case Any _ -> true;
            case OneOf(var mine) -> other instanceof OneOf(var theirs) && mine.containsAll(theirs);
            case NoneOf(var mine) ->
                switch (other) {
                    case Any _ -> false;
                    case OneOf(var theirs) -> Collections.disjoint(mine, theirs);
                    case NoneOf(var theirs) -> theirs.containsAll(mine);
                    case Within within -> mine.stream().noneMatch(within::matches);
                };
            case Within mine ->
                switch (other) {
                    case Any _, NoneOf _ -> false;
                    case OneOf(var theirs) -> theirs.stream().allMatch(mine::matches);
                    case Within theirs -> mine.least <= theirs.least && theirs.most <= mine.most;
                };
        };
    }
}
