package dev.spillway.offload;

/** Where a task stands in its life. The codes are stored and never change their meaning. */
public enum TaskState {
    /** Waits for its time. */
    SCHEDULED(0),
    /** Waits for a worker. */
    READY(1),
    /** A worker has it, until its lease runs out. */
    LEASED(2),
    /** Waits for someone outside: a person, or a system that will complete it by token. */
    WAITING(3),
    SUCCEEDED(4),
    CANCELLED(5),
    /** Its deadline passed. */
    EXPIRED(6),
    /** Given up: kept, with its history and payload, for a person to look at and replay. */
    DEAD(7);

    private static final TaskState[] BY_CODE = values();

    static {
        for (int code = 0; code < BY_CODE.length; code++) {
            if (BY_CODE[code].code != code) {
                throw new AssertionError(BY_CODE[code] + " stands at " + code);
            }
        }
    }

    private final int code;

    TaskState(int code) {
        this.code = code;
    }

    public static TaskState of(int code) {
        return BY_CODE[code];
    }

    public int code() {
        return code;
    }

    /** Whether nothing follows but a replay, or the end of its retention. */
    public boolean isTerminal() {
        return code >= SUCCEEDED.code;
    }
}
