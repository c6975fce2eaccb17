package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.offload.Feed;
import dev.spillway.offload.Signal;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who in this process wants to hear of commits. */
final class Signals {
    private record Listener(ContextInternal context, Consumer<Signal> consumer) {}

    private record Watcher(ContextInternal context, Feed feed) {} // a feed equals only itself

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, List<Watcher>> watchers = new ConcurrentHashMap<>();

    Runnable listen(ContextInternal context, Consumer<Signal> consumer) {
        Listener listener = new Listener(context, consumer);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells a feed of each commit that changes its task, until the feed is closed. */
    void watch(long rid, ContextInternal context, Feed feed) {
        Watcher watcher = new Watcher(context, feed);
        watchers.compute(rid, (_, others) -> {
            List<Watcher> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.add(watcher);
            return all;
        });
        feed.onClose(() -> watchers.computeIfPresent(rid, (_, others) -> {
            List<Watcher> rest =
                    others.stream().filter(one -> !one.equals(watcher)).toList();
            return rest.isEmpty() ? null : rest;
        }));
    }

    /** How many feeds are open. */
    int watching() {
        return watchers.values().stream().mapToInt(List::size).sum();
    }

    /** Tells of a commit; on the writer's thread. */
    void committed(Changes changes) {
        if (!listeners.isEmpty()) {
            List<Signal> signals = new ArrayList<>();
            changes.ready.forEach(queue -> signals.add(new Signal.Ready(queue)));
            for (Handle handle : changes.stopAsked) {
                signals.add(new Signal.StopAsked(handle));
            }
            tell(signals);
        }
        if (!watchers.isEmpty()) {
            for (long rid : changes.rows) {
                watchers.getOrDefault(rid, List.of())
                        .forEach(watcher -> Callers.run(watcher.context, watcher.feed::changed));
            }
        }
    }

    void broke(String reason) {
        tell(List.of(new Signal.Broken(reason)));
    }

    private void tell(List<Signal> signals) {
        if (!signals.isEmpty()) {
            for (Listener listener : listeners) {
                Callers.run(listener.context, () -> signals.forEach(listener.consumer));
            }
        }
    }
}
