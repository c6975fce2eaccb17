package dev.spillway.offload;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a task.
 *
 * @param seq its number within the task, rising, from 1; numbers may be missing
 * @param state the task's state from then on
 * @param by the worker, person or system that did it; empty for the store itself
 * @param reason for a person to read; may be empty
 * @param data the progress or context that came with it; null where there is none
 */
public record TaskEvent(
        long seq,
        Instant at,
        Kind kind,
        TaskState state,
        int attempt,
        String by,
        String reason,
        @Nullable Bytes data) {

    /** What happened. The codes are stored. */
    public enum Kind {
        ENQUEUED(0),
        /** Its time has come. */
        DUE(1),
        CLAIMED(2),
        PROGRESSED(3),
        /** Given back without an attempt. */
        RELEASED(4),
        /** An attempt failed, another will follow. */
        FAILED(5),
        PARKED(6),
        /** No one acted on it in time. */
        GAVE_UP(7),
        STOP_ASKED(8),
        SUCCEEDED(9),
        CANCELLED(10),
        EXPIRED(11),
        DIED(12),
        REPLAYED(13);

        private static final Kind[] BY_CODE = values();

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public static Kind of(int code) {
            return BY_CODE[code];
        }

        public int code() {
            return code;
        }
    }
}
