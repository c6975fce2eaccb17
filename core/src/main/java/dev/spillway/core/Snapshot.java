package dev.spillway.core;

import java.util.List;

/**
 * What a journal held at one moment, fixed: work that several calls share leaves it in each of their journals.
 *
 * <p>Nothing changes it any more, so it may go from one event loop to another.
 *
 * @param beganNanos when its journal began, on the clock of {@link Time#nanos()}
 * @param entries as they stood, in order of start; copies that no one ends, spends on, or notes anything in
 */
public record Snapshot(long beganNanos, List<Entry> entries) {
    /** A snapshot of nothing. */
    public static final Snapshot EMPTY = new Snapshot(0, List.of());
}
