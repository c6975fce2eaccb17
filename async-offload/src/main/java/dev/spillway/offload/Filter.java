package dev.spillway.offload;

import dev.spillway.core.Handle;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks. Internal tasks, such as callbacks, only where their queue or their parent is given.
 *
 * @param tenant null for all: an operator's view
 * @param states empty for all
 * @param queue null for all
 * @param kind null for all
 * @param parent the task of whose end they tell; null for all
 * @param createdFrom inclusive; null for the beginning
 * @param createdBefore exclusive; null for the end
 */
public record Filter(
        @Nullable String tenant,
        Set<TaskState> states,
        @Nullable String queue,
        @Nullable String kind,
        @Nullable Handle parent,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore) {
    public static final Filter ALL = new Filter(null, Set.of(), null, null, null, null, null);

    public Filter {
        states = Set.copyOf(states);
    }

    public static Filter of(TaskState... states) {
        return new Filter(null, Set.of(states), null, null, null, null, null);
    }

    public Filter withTenant(String other) {
        return new Filter(other, states, queue, kind, parent, createdFrom, createdBefore);
    }

    public Filter withQueue(String other) {
        return new Filter(tenant, states, other, kind, parent, createdFrom, createdBefore);
    }

    public Filter withParent(Handle other) {
        return new Filter(tenant, states, queue, kind, other, createdFrom, createdBefore);
    }

    /** Whether a task is one of them. */
    public boolean matches(TaskSummary task) {
        return (tenant == null || tenant.equals(task.tenant()))
                && (states.isEmpty() || states.contains(task.state()))
                && (queue == null || queue.equals(task.queue()))
                && (kind == null || kind.equals(task.kind()))
                && (parent == null || parent.equals(task.parent()))
                && (queue != null || parent != null || !Names.isInternal(task.queue()))
                && (createdFrom == null || !task.created().isBefore(createdFrom))
                && (createdBefore == null || task.created().isBefore(createdBefore));
    }
}
