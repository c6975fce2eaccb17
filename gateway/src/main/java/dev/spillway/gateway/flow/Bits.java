package dev.spillway.gateway.flow;

/** Sets of up to 64 branches as bits, by their place in the flow. */
final class Bits {
    static final int MAX = Long.SIZE;

    private Bits() {}

    static long of(int index) {
        return 1L << index;
    }

    static boolean has(long set, int index) {
        return (set & of(index)) != 0;
    }

    /** The first of the set, which must not be empty. */
    static int first(long set) {
        return Long.numberOfTrailingZeros(set);
    }

    static long withoutFirst(long set) {
        return set & (set - 1);
    }

    /** The first {@code count}. */
    static long all(int count) {
        return count == MAX ? -1 : of(count) - 1;
    }
}
