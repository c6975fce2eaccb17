package dev.spillway.offload.lifecycle;

import dev.spillway.offload.Bytes;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.Verdict;
import org.jspecify.annotations.Nullable;

/** What the state machine makes of a task. */
public sealed interface Move {
    Verdict verdict();

    /** Nothing changes. */
    record Stay(Verdict verdict) implements Move {}

    /**
     * The task goes on with another life.
     *
     * @param event null where only the lease changed
     */
    record Go(Verdict verdict, Life life, @Nullable TaskEvent event, Payload payload) implements Move {
        /** Whether the task ends with this move: then its callback is written with it. */
        public boolean finishes() {
            return event != null && life.state().isTerminal();
        }
    }

    /** What happens to the task's payloads. */
    sealed interface Payload {}

    record Same() implements Payload {}

    record Result(Bytes bytes) implements Payload {}

    record Progress(Bytes bytes) implements Payload {}

    /** The task begins anew: what came out before is gone. */
    record Cleared() implements Payload {}
}
