package dev.spillway.gateway.backend.inference;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shapes of tensors, in which −1 stands for a dimension of any size; and how a value's own shape fits a wanted one. */
final class Shapes {
    static final long ANY = -1;

    private Shapes() {}

    /**
     * The shape that a value goes out with where another is wanted; null where it fits in no way.
     *
     * <p>In this order: its own, dimension by dimension; its own behind a leading 1, where a batch is wanted and the value is
     * one of it; and for a single value or a flat list the wanted one, its last −1 filled in by the count and the others by 1.
     *
     * @param own the lengths of the value's nested lists; none for a single value
     */
    static long @Nullable [] fit(long[] wanted, long[] own) {
        if (own.length > 0 && matches(wanted, 0, own)) {
            return own;
        }
        if (wanted.length == own.length + 1 && own.length > 0 && isBatch(wanted[0]) && matches(wanted, 1, own)) {
            return behindOne(own);
        }
        return own.length <= 1 ? filled(wanted, own.length == 0 ? 1 : own[0]) : null;
    }

    private static boolean isBatch(long dimension) {
        return dimension == ANY || dimension == 1;
    }

    private static boolean matches(long[] wanted, int from, long[] own) {
        if (wanted.length - from != own.length) {
            return false;
        }
        for (int i = 0; i < own.length; i++) {
            if (wanted[from + i] != ANY && wanted[from + i] != own[i]) {
                return false;
            }
        }
        return true;
    }

    private static long @Nullable [] filled(long[] wanted, long count) {
        long known = 1;
        int open = -1;
        long[] filled = wanted.clone();
        for (int i = 0; i < filled.length; i++) {
            if (filled[i] == ANY) {
                open = i;
                filled[i] = 1;
            } else {
                known = Math.multiplyExact(known, filled[i]);
            }
        }
        if (open < 0) {
            return known == count ? filled : null;
        }
        if (known == 0 || count % known != 0) {
            return null;
        }
        filled[open] = count / known;
        return filled;
    }

    /** A shape with a leading 1: a batch of one. */
    static long[] behindOne(long[] shape) {
        long[] batch = new long[shape.length + 1];
        batch[0] = 1;
        System.arraycopy(shape, 0, batch, 1, shape.length);
        return batch;
    }

    /** Whether a value could have both shapes. */
    static boolean agree(long[] one, long[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0; i < one.length; i++) {
            if (one[i] != ANY && other[i] != ANY && one[i] != other[i]) {
                return false;
            }
        }
        return true;
    }

    static long[] of(List<? extends Number> shape) {
        return shape.stream().mapToLong(Number::longValue).toArray();
    }

    /** A shape as people write it: {@code [-1,3]}. */
    static String text(long[] shape) {
        return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
