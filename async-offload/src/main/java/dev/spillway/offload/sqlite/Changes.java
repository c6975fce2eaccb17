package dev.spillway.offload.sqlite;

import dev.spillway.core.Handle;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.lifecycle.Life;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a transaction will have changed if it is committed. Confined to the writer's thread. */
final class Changes {
    final Map<Depths.Lane, long[]> depths = new HashMap<>();
    final Set<String> ready = new HashSet<>();
    final Set<Long> rows = new HashSet<>();
    final List<Handle> stopAsked = new ArrayList<>();

    /** A task went from one life to another; null for one that was not there before, or is not there after. */
    void moved(Depths.Lane lane, int priority, @Nullable Life from, @Nullable Life to) {
        if (from != null) {
            count(lane, priority, from.state(), -1);
        }
        if (to != null) {
            count(lane, priority, to.state(), 1);
            if (to.state() == TaskState.READY) {
                ready.add(lane.queue());
            }
        }
    }

    /** Whether there are any, but for leases that were made longer. */
    boolean any() {
        return !rows.isEmpty() || !depths.isEmpty();
    }

    void clear() {
        depths.clear();
        ready.clear();
        rows.clear();
        stopAsked.clear();
    }

    private void count(Depths.Lane lane, int priority, TaskState state, long by) {
        if (!state.isTerminal()) {
            depths.computeIfAbsent(lane, _ -> new long[Depths.LENGTH])[Depths.at(state, priority)] += by;
        }
    }
}
