package dev.spillway.rules.shadow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last so many things that were put in. Thread-safe, without locks. */
final class Ring<T> {
    private final AtomicReferenceArray<T> slots;
    private final AtomicLong next = new AtomicLong();

    Ring(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a ring holds 1 or more, not " + size);
        }
        this.slots = new AtomicReferenceArray<>(size);
    }

    void put(T it) {
        slots.set((int) Math.floorMod(next.getAndIncrement(), (long) slots.length()), it);
    }

    /** What is in it, the latest first. */
    List<T> latest() {
        List<T> found = new ArrayList<>(slots.length());
        long end = next.get();
        for (long at = end - 1; at >= Math.max(0, end - slots.length()); at--) {
            T it = slots.get((int) Math.floorMod(at, (long) slots.length()));
            if (it != null) {
                found.add(it);
            }
        }
        return found;
    }
}
