package dev.spillway.expressions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition that compares one field with constants, and does nothing else: {@code request.days > 3}, {@code
 * shipment.?status.orValue('unknown') in ['lost', 'late']}.
 *
 * @param path the variable, and the fields that lead from it to the value; one field at least
 * @param otherwise what stands for the value where there is none; null where the condition has no value then
 * @param constants texts, longs, doubles and booleans; one for an order, one at least for the rest
 */
public record Comparison(List<String> path, @Nullable Object otherwise, Kind kind, List<Object> constants) {
    /** How the field is compared. */
    public enum Kind {
        /** It equals one of the constants. */
        ONE_OF,
        /** It equals none of the constants. */
        NONE_OF,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST,
        /** It is a text that begins with, ends with or contains the constant, or that matches it. */
        TEXT
    }

    public Comparison {
        path = List.copyOf(path);
        constants = List.copyOf(constants);
    }

    /** The variable. */
    public String variable() {
        return path.getFirst();
    }

    /** The path as it is written. */
    public String written() {
        return String.join(".", path);
    }
}
