package dev.spillway.expressions;

import java.util.List;
import java.util.function.Function;

/** What became of a source: the compiled thing, or everything that is wrong with it. */
public sealed interface Compilation<T> {
    /** It compiled. */
    record Compiled<T>(T it) implements Compilation<T> {}

    /**
     * It did not.
     *
     * @param problems one at least
     */
    record Rejected<T>(List<Problem> problems) implements Compilation<T> {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /** For sources that are known to be right. */
    default T orThrow() {
        return switch (this) {
            case Compiled<T>(var it) -> it;
            case Rejected<T>(var problems) ->
                throw new IllegalArgumentException(String.join(
                        "; ", problems.stream().map(Problem::toString).toList()));
        };
    }

    /** What is wrong; empty where it compiled. */
    default List<Problem> problems() {
        return switch (this) {
            case Compiled<T> _ -> List.of();
            case Rejected<T>(var problems) -> problems;
        };
    }

    /** The next stage, where this one compiled. */
    default <U> Compilation<U> then(Function<T, Compilation<U>> next) {
        return switch (this) {
            case Compiled<T>(var it) -> next.apply(it);
            case Rejected<T>(var problems) -> new Rejected<>(problems);
        };
    }
}
