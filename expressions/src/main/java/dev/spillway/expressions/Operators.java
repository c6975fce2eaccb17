package dev.spillway.expressions;

import org.jspecify.annotations.Nullable;

/** The operators of a {@link Shortcut}, for operands of which nothing is doubtful. */
final class Operators {
    /** Whole numbers up to here are exact as doubles. */
    private static final long EXACT = 1L << 53;

    /** How two values may stand to each other. */
    enum Order {
        LESS,
        AT_MOST
    }

    private Operators() {}

    static Object equal(Meter meter, @Nullable Object left, @Nullable Object right, boolean wanted) {
        if (left != null && right != null && left.getClass() == right.getClass() && isSimple(left)) {
            if (left instanceof String a && right instanceof String b && a.length() == b.length()) {
                meter.charge(a.length() >> Prices.HELD_SHIFT);
            }
            return left.equals(right) == wanted;
        }
        return comparable(left) && comparable(right)
                ? (Object) ((number(left) == number(right)) == wanted)
                : Shortcut.No.SHORTCUT;
    }

    static Object compared(@Nullable Object left, @Nullable Object right, Order order) {
        if (left instanceof Long a && right instanceof Long b) {
            return order == Order.LESS ? a < b : a <= b;
        }
        if (!comparable(left) || !comparable(right)) {
            return Shortcut.No.SHORTCUT;
        }
        return order == Order.LESS ? number(left) < number(right) : number(left) <= number(right);
    }

    static Object sum(Meter meter, @Nullable Object left, @Nullable Object right) {
        if (left instanceof String a && right instanceof String b) {
            meter.charge(((long) a.length() + b.length()) >> Prices.COPIED_SHIFT);
            return a.concat(b);
        }
        if (left instanceof Long a && right instanceof Long b) {
            long sum = a + b;
            return ((a ^ sum) & (b ^ sum)) < 0 ? Shortcut.No.SHORTCUT : (Object) sum; // overflow: the signs tell
        }
        if (left instanceof Double a && right instanceof Double b) {
            return a + b;
        }
        return Shortcut.No.SHORTCUT;
    }

    static boolean startsWith(Meter meter, String text, String start) {
        meter.charge(start.length() >> Prices.HELD_SHIFT);
        return text.startsWith(start);
    }

    static boolean endsWith(Meter meter, String text, String end) {
        meter.charge(end.length() >> Prices.HELD_SHIFT);
        return text.endsWith(end);
    }

    private static boolean isSimple(Object value) {
        return value instanceof String || value instanceof Long || value instanceof Boolean;
    }

    /** A number that a double holds exactly, and which is one. */
    private static boolean comparable(@Nullable Object value) {
        return (value instanceof Double number && !number.isNaN())
                || (value instanceof Long whole && whole >= -EXACT && whole <= EXACT);
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
