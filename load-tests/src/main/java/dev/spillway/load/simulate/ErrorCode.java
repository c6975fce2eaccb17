package dev.spillway.load.simulate;

/** An error that a server may be told to answer with. */
public enum ErrorCode {
    UNAVAILABLE(503),
    INTERNAL(500),
    RESOURCE_EXHAUSTED(429),
    INVALID_ARGUMENT(400),
    NOT_FOUND(404),
    UNAUTHENTICATED(401);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
