package dev.spillway.rules.table;

import dev.spillway.expressions.Numbers;
import org.jspecify.annotations.Nullable;

/** Values as they are compared for equality: whatever its type, a number equals another of the same value. */
public final class Symbol {

    private Symbol() {}

    /**
     * What stands for a value.
     *
     * @return the text or truth itself, a number as a double; null for what is none of these, or no exact double
     */
    public static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean truth -> truth;
            case Long whole when whole > Numbers.EXACT_MAX || whole < -Numbers.EXACT_MAX -> null;
            case Number number
            when !Double.isNaN(number.doubleValue()) -> number.doubleValue() + 0.0; // no negative zero
            case null, default -> null;
        };
    }
}
