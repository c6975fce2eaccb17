package dev.spillway.offload;

/** What becomes of a parked task on which no one acted in time. The codes are stored. */
public enum GiveUp {
    /** A worker takes it again and sees that it was given up: the configured next step. */
    RUN(0),
    EXPIRE(1),
    DIE(2);

    private static final GiveUp[] BY_CODE = values();

    private final int code;

    GiveUp(int code) {
        this.code = code;
    }

    public static GiveUp of(int code) {
        return BY_CODE[code];
    }

    public int code() {
        return code;
    }
}
