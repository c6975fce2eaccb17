package dev.spillway.gateway.observe;

import dev.spillway.core.Entry;
import dev.spillway.gateway.observe.Series.Key;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What one event loop has counted: written by the loop, read by any thread. */
final class Shard {
    private static final int SERIES_MOST = 5_000;
    private static final String OTHER = "other";

    private final Map<Key, Series> series = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Durations delays = new Durations();

    /** The series of a step; steps beyond a bound that no configuration reaches share one. */
    Series series(Entry.Kind kind, String route, String path) {
        Key key = new Key(kind, route, path);
        Series known = series.get(key);
        return known != null ? known : add(key);
    }

    private Series add(Key key) {
        Key bounded = series.size() < SERIES_MOST ? key : new Key(key.kind(), OTHER, OTHER);
        return series.computeIfAbsent(bounded, _ -> new Series());
    }

    void callBegan() {
        calls.setOpaque(calls.getPlain() + 1);
    }

    void callEnded() {
        calls.setOpaque(calls.getPlain() - 1);
    }

    int calls() {
        return calls.getOpaque();
    }

    /** How late the loop came to what was due. */
    Durations delays() {
        return delays;
    }

    Map<Key, Series> series() {
        return series;
    }
}
