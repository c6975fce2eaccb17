package dev.spillway.gateway.config.shape;

import dev.spillway.gateway.config.Range;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a value may be, in its notation; an empty text doesn't bound.
 *
 * @param least the smallest allowed
 * @param above what it must exceed
 * @param most the largest allowed
 */
public record Limits(String least, String above, String most) {
    /** Allows everything. */
    public static final Limits NONE = new Limits("", "", "");

    static Limits of(@Nullable Range range) {
        return range == null ? NONE : new Limits(range.least(), range.above(), range.most());
    }

    /** What is wrong with a value, as {@code this must be at least 1}; empty: nothing. */
    public <T> Optional<String> breach(T value, Notation<T> notation) {
        if (!least.isEmpty() && compare(value, least, notation) < 0) {
            return Optional.of("this must be at least " + least);
        }
        if (!above.isEmpty() && compare(value, above, notation) <= 0) {
            return Optional.of("this must be more than " + above);
        }
        if (!most.isEmpty() && compare(value, most, notation) > 0) {
            return Optional.of("this must be at most " + most);
        }
        return Optional.empty();
    }

    /** What is wrong with a number of entries; empty: nothing. */
    public Optional<String> breachOfCount(int count) {
        if (!least.isEmpty() && count < Integer.parseInt(least)) {
            return Optional.of("this must have at least " + least + (least.equals("1") ? " entry" : " entries"));
        }
        if (!most.isEmpty() && count > Integer.parseInt(most)) {
            return Optional.of("this must have at most " + most + " entries");
        }
        return Optional.empty();
    }

    /** The bounds in words, such as {@code at least 1, at most 64}; empty: none. */
    public String words() {
        StringBuilder words = new StringBuilder();
        append(words, "at least ", least);
        append(words, "more than ", above);
        append(words, "at most ", most);
        return words.toString();
    }

    private static void append(StringBuilder words, String relation, String bound) {
        if (!bound.isEmpty()) {
            words.append(words.isEmpty() ? "" : ", ").append(relation).append(bound);
        }
    }

    @SuppressWarnings("unchecked") // a bound is only put on what has an order
    private static <T> int compare(T value, String bound, Notation<T> notation) {
        try {
            return ((Comparable<T>) value).compareTo(notation.read(bound));
        } catch (Misread cause) {
            throw new IllegalStateException("the bound " + bound + " can't be read: " + cause.problem(), cause);
        }
    }
}
