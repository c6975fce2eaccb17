package dev.spillway.expressions;

import org.jspecify.annotations.Nullable;

/**
 * The one rule of numbers: whole ones are longs where something says so, all others are doubles, and either is written as the
 * number that it is: {@code 5}, not {@code 5.0} or {@code 1.0E8}.
 */
public final class Numbers {
    /** Up to here, on both sides of zero, doubles have all whole numbers; beyond they skip some. */
    public static final long EXACT_MAX = 1L << 53;

    private static final double LONG_END = 0x1p63; // the least double above all longs

    private Numbers() {}

    /** Whether a number has no fraction; neither an infinity nor NaN is whole. */
    public static boolean isWhole(double number) {
        return number == Math.rint(number) && Double.isFinite(number);
    }

    /** Whether a whole number is one that doubles have, and its neighbours, too. */
    public static boolean isExact(long number) {
        return number >= -EXACT_MAX && number <= EXACT_MAX;
    }

    /** A number as the whole one that it is beyond doubt; null if it has a fraction, or is a double beyond {@link #EXACT_MAX}. */
    public static @Nullable Long whole(Number number) {
        return switch (number) {
            case Long whole -> whole;
            case Integer whole -> whole.longValue();
            case Double real when isWhole(real) && Math.abs(real) <= EXACT_MAX -> real.longValue();
            default -> null;
        };
    }

    /** A number as it is written everywhere: digits only if it is whole and fits 64 bits. */
    public static String text(Number number) {
        double real = number.doubleValue();
        boolean fits = number instanceof Double && isWhole(real) && real >= -LONG_END && real < LONG_END;
        return fits ? Long.toString((long) real) : number.toString();
    }
}
