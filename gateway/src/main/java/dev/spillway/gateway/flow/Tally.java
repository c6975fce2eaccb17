package dev.spillway.gateway.flow;

import dev.spillway.expressions.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts which branches of a quorum agree. */
final class Tally {

    private record Group(@Nullable Object value, long members) {}

    private final List<Group> groups = new ArrayList<>();
    private int most;

    /** Counts a value; returns the branches that have said the same so far, this one included. */
    long count(int index, @Nullable Object value) {
        for (int i = 0; i < groups.size(); i++) {
            if (same(groups.get(i).value, value)) {
                return put(i, new Group(value, groups.get(i).members | Bits.of(index)));
            }
        }
        groups.add(new Group(value, 0));
        return put(groups.size() - 1, new Group(value, Bits.of(index)));
    }

    private long put(int place, Group group) {
        groups.set(place, group);
        most = Math.max(most, Long.bitCount(group.members));
        return group.members;
    }

    /** The size of the largest group. */
    int most() {
        return most;
    }

    /** Whether two plain values are the same; 1 and 1.0 are. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return a.equals(b) || (exact(a) && exact(b) && a.doubleValue() == b.doubleValue());
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.size() == b.size()
                    && a.entrySet().stream()
                            .allMatch(entry ->
                                    b.containsKey(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey())));
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            for (int i = 0; i < a.size() && a.size() == b.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return a.size() == b.size();
        }
        return one == null ? other == null : one.equals(other);
    }

    private static boolean exact(Number number) {
        return number instanceof Double || Math.abs(number.longValue()) <= Numbers.EXACT_MAX;
    }
}
