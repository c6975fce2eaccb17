package dev.spillway.offload.lifecycle;

import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import java.time.Duration;
import java.time.Instant;

/** A task and the time: what passes without anyone doing anything. */
public final class Passing {
    /** How long a worker has to stop when the deadline passed. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private Passing() {}

    /** A scheduled task's time has come. */
    public static Move.Go due(Standing task, Instant now) {
        Draft draft = new Draft(task, now);
        draft.to(TaskState.READY, task.life().reason());
        return draft.go(TaskEvent.Kind.DUE, "", "");
    }

    /** The worker that was asked to stop did not within its grace. */
    public static Move.Go stopped(Standing task, Instant now) {
        Draft draft = new Draft(task, now);
        Life.Stop stop = draft.stop;
        if (stop == null) {
            throw new IllegalArgumentException("no one asked the task to stop");
        }
        return draft.finish(stop.into(), "", "its worker did not stop in time");
    }

    /** The deadline passed. A worker that has the task is asked to stop. */
    public static Move.Go expired(Standing task, Instant now) {
        Draft draft = new Draft(task, now);
        String why = "its deadline passed";
        if (draft.state != TaskState.LEASED) {
            return draft.finish(TaskState.EXPIRED, "", why);
        }
        draft.stop = new Life.Stop(draft.now.plus(GRACE), TaskState.EXPIRED);
        return draft.go(TaskEvent.Kind.STOP_ASKED, "", why);
    }

    /** No one acted on a parked task in time. */
    public static Move.Go gaveUp(Standing task, Instant now) {
        Draft draft = new Draft(task, now);
        String why = "no one acted on it in time";
        return switch (draft.giveUp) {
            case EXPIRE -> draft.finish(TaskState.EXPIRED, "", why);
            case DIE -> draft.finish(TaskState.DEAD, "", why);
            case RUN -> {
                draft.gaveUp = true;
                draft.attempt = 0; // another step, with attempts of its own
                draft.runAt = draft.now;
                draft.to(TaskState.READY, why);
                yield draft.go(TaskEvent.Kind.GAVE_UP, "", why);
            }
        };
    }
}
