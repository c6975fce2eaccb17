package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import io.grpc.Status;

/** What a gRPC status of a model server says about the attempt. */
final class GrpcFailures {
    private static final int DETAIL_MOST = 200;

    private GrpcFailures() {}

    /**
     * What became of an attempt.
     *
     * @param sent whether it had a connection, so that the server may have seen it
     */
    static Outcome.Failed of(Status status, boolean sent) {
        Failure why = switch (status.getCode()) {
            case OK -> throw new IllegalArgumentException("OK is no failure");
            case INVALID_ARGUMENT,
                    OUT_OF_RANGE,
                    FAILED_PRECONDITION,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    NOT_FOUND,
                    UNIMPLEMENTED,
                    ALREADY_EXISTS -> Failure.REJECTED;
            case RESOURCE_EXHAUSTED -> isTooLarge(status) ? Failure.BAD_REPLY : Failure.THROTTLED;
            case UNAVAILABLE -> sent ? Failure.BACKEND_ERROR : Failure.UNREACHABLE;
            case DEADLINE_EXCEEDED -> Failure.TIMED_OUT;
            case CANCELLED -> status.getCause() != null ? Failure.BAD_REPLY : Failure.BACKEND_ERROR; // ours: unreadable
            case ABORTED, UNKNOWN, INTERNAL, DATA_LOSS -> Failure.BACKEND_ERROR;
        };
        return Outcome.Failed.because(why, brief(status));
    }

    /** Whether the status is the client's own, about the size of the reply: only its words tell it from the server's. */
    private static boolean isTooLarge(Status status) {
        String text = status.getDescription();
        return text != null && text.startsWith("gRPC message exceeds maximum size");
    }

    /** The code, and the first line of what the server said, shortened. */
    static String brief(Status status) {
        String text = status.getDescription();
        if (text == null || text.isBlank()) {
            return status.getCode().name();
        }
        String line = text.lines().findFirst().orElse("").strip();
        return status.getCode() + ": " + (line.length() <= DETAIL_MOST ? line : line.substring(0, DETAIL_MOST) + "…");
    }
}
