package dev.spillway.core;

/** Why an attempt has no answer. */
public enum Failure {
    /** The time was up. */
    TIMED_OUT,
    /** No one wanted the answer any more. */
    CANCELLED,
    /** Nothing of the request reached the backend: a repeat elsewhere repeats no work. */
    UNREACHABLE,
    /** The backend has too much to do. */
    THROTTLED,
    /**
     * The model, application or path isn't deployed or loaded at the backend yet: nothing was tried, and the same request may
     * succeed later.
     */
    NOT_READY,
    /** The request is larger than the backend accepts. A repeat won't help. */
    TOO_LARGE,
    /** The backend refuses our request as it is: malformed or not allowed. A repeat won't help. */
    REJECTED,
    /** The backend tried and failed, or may have: a repeat may repeat work. */
    BACKEND_ERROR,
    /** The backend answered, and the answer can't be used. */
    BAD_REPLY,
    /** A bug of ours. */
    DEFECT
}
