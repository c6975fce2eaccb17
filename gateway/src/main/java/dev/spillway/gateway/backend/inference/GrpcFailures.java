package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Failure;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.ServerWords;
import dev.spillway.gateway.config.Size;
import io.grpc.Status;
import java.util.regex.Pattern;

/** What a gRPC status of a model server says about the attempt. */
final class GrpcFailures {
    private static final String OURS_TOO_LARGE = "gRPC message exceeds maximum size";

    /** As grpc-java, grpc-core, grpc-go, grpc-dotnet and tonic put it. */
    private static final Pattern TOO_LARGE = Pattern.compile(
            "message (length )?(after decompression )?(larger than|too large|exceeds)", Pattern.CASE_INSENSITIVE);

    /** As MLServer puts it, and others; from its beginning, since what follows may repeat the caller's input. */
    private static final Pattern NOT_READY = Pattern.compile(
            "^(the )?model\\b.{0,200}\\b(not (yet )?(ready|loaded)|(is|still) loading)\\b|^loading model\\b",
            Pattern.CASE_INSENSITIVE);

    private GrpcFailures() {}

    /**
     * Why the attempt has no answer, as far as the status tells.
     *
     * @param sent whether it had a connection, so that the server may have seen it
     * @param heard whether a reply had begun
     */
    static Failure of(Status status, boolean sent, boolean heard) {
        return switch (status.getCode()) {
            case OK -> throw new IllegalArgumentException("OK is no failure");
            case UNIMPLEMENTED, NOT_FOUND -> Failure.NOT_READY;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, UNAUTHENTICATED, PERMISSION_DENIED, ALREADY_EXISTS ->
                Failure.REJECTED;
            case OUT_OF_RANGE -> isTooLarge(status) ? Failure.TOO_LARGE : Failure.REJECTED;
            case RESOURCE_EXHAUSTED -> {
                if (isTooLarge(status)) {
                    yield isReplyTooLarge(status, heard) ? Failure.BAD_REPLY : Failure.TOO_LARGE;
                }
                yield Failure.THROTTLED;
            }
            case UNAVAILABLE -> sent ? Failure.BACKEND_ERROR : Failure.UNREACHABLE;
            case DEADLINE_EXCEEDED -> Failure.TIMED_OUT;
            case CANCELLED -> status.getCause() != null ? Failure.BAD_REPLY : Failure.BACKEND_ERROR; // ours: unreadable
            case ABORTED, UNKNOWN, INTERNAL, DATA_LOSS -> Failure.BACKEND_ERROR;
        };
    }

    /** Whether it is our own bound that was exceeded, by the reply: grpc-java says so once the reply has begun. */
    static boolean isReplyTooLarge(Status status, boolean heard) {
        String text = status.getDescription();
        return heard && text != null && text.startsWith(OURS_TOO_LARGE);
    }

    /** Only its words tell a message that is too large from a server that has too much to do. */
    private static boolean isTooLarge(Status status) {
        return says(TOO_LARGE, status);
    }

    /** Whether the status may be because the model is missing or being loaded, which ModelReady tells. */
    static boolean mayBeUnready(Status status) {
        return switch (status.getCode()) {
            case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION -> true;
            default -> false;
        };
    }

    /** What such a status means once ModelReady has been asked. */
    static Failure settled(Status status, ModelState.Verdict verdict) {
        if (verdict == ModelState.Verdict.UNREADY || says(NOT_READY, status)) {
            return Failure.NOT_READY; // its own words count though ModelReady says ready: that may be another replica
        }
        boolean isMissing = status.getCode() == Status.Code.NOT_FOUND && verdict == ModelState.Verdict.UNKNOWN;
        return isMissing ? Failure.NOT_READY : Failure.REJECTED;
    }

    private static boolean says(Pattern what, Status status) {
        String text = status.getDescription();
        return text != null && what.matcher(bounded(text)).find();
    }

    private static String bounded(String text) {
        return text.length() <= 4096 ? text : text.substring(0, 4096);
    }

    /** What a caller may know of it: its class and the status' name, none of the server's words. */
    static String detail(Status status, Failure why, Size maxReplyBytes, boolean heard) {
        if (isReplyTooLarge(status, heard)) {
            return "the reply is larger than " + maxReplyBytes;
        }
        return switch (why) {
            case UNREACHABLE -> isUnresolved(status) ? GrpcChannels.UNRESOLVED : "can't connect";
            case NOT_READY -> "the model is missing there or not ready: gRPC status " + status.getCode();
            default -> "gRPC status " + status.getCode();
        };
    }

    private static boolean isUnresolved(Status status) {
        String text = status.getDescription();
        return text != null && text.contains(GrpcChannels.UNRESOLVED);
    }

    /** The code, and the telling line of what the server said: for operators. */
    static String brief(Status status) {
        String line = ServerWords.line(status.getDescription());
        return line.isEmpty() ? status.getCode().name() : status.getCode() + ": " + line;
    }
}
