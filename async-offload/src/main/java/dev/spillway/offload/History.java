package dev.spillway.offload;

import java.util.List;

/**
 * Events of a task, in order, with where it stands now.
 *
 * @param lastSeq the number of its last event, whether listed here or not
 */
public record History(TaskState state, long lastSeq, List<TaskEvent> events) {
    /** How many events of a task are kept: the latest. */
    public static final int KEPT = 200;

    public History {
        events = List.copyOf(events);
    }
}
