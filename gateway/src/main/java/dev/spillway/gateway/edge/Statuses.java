package dev.spillway.gateway.edge;

import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.gateway.offload.TaskRefused;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;

/** The one place where outcomes become status codes. */
public final class Statuses {
    private Statuses() {}

    /** The problem of an outcome that is no answer. */
    public static Problem of(Outcome.Refused refused) {
        Shape shape = shape(refused.why());
        return new Problem(
                Entry.word(refused.why()),
                shape.code,
                shape.http,
                shape.title,
                refused.detail(),
                refused.retryAfter(),
                refused.violations());
    }

    /** The problem of an outcome that is no answer. */
    public static Problem of(Outcome.Failed failed) {
        Shape shape = shape(failed.why());
        return new Problem(
                Entry.word(failed.why()),
                shape.code,
                shape.http,
                shape.title,
                failed.detail(),
                failed.retryAfter(),
                List.of());
    }

    /** The problem of a request about tasks that failed; a bug of ours where it is none of the known ones. */
    public static Problem of(Throwable cause) {
        return switch (cause) {
            case TaskRefused refused -> of(refused);
            case Unanswered unanswered -> unanswered.problem();
            default -> ofDefect();
        };
    }

    /** Whether such a failure is a bug of ours. */
    public static boolean isDefect(Throwable cause) {
        return !(cause instanceof TaskRefused || cause instanceof Unanswered);
    }

    /** The problem of a promise that was not confirmed in time. */
    public static Problem unconfirmed(Handle handle) {
        return new Problem(
                "unconfirmed",
                Status.Code.UNAVAILABLE,
                503,
                "Whether the task was accepted is not known",
                "ask with the handle, or repeat the request with the same Idempotency-Key",
                Duration.ofSeconds(1),
                List.of(),
                handle.value());
    }

    /**
     * The problem of who listens to a gateway that ends.
     *
     * @param what the caller should do, at any other instance or at this one's successor
     */
    public static Problem ofEnding(String what) {
        return new Problem(
                "ending",
                Status.Code.UNAVAILABLE,
                503,
                "This gateway is ending",
                what,
                Duration.ofSeconds(1),
                List.of());
    }

    /** The problem of what was not done with a task. */
    public static Problem of(TaskRefused refused) {
        Shape shape = shape(refused.reason());
        return new Problem(
                Entry.word(refused.reason()),
                shape.code,
                shape.http,
                shape.title,
                refused.detail(),
                refused.retryAfter(),
                List.of());
    }

    private static Shape shape(TaskRefused.Reason why) {
        return switch (why) {
            case UNAUTHENTICATED -> new Shape(Status.Code.UNAUTHENTICATED, 401, "No known API key was shown");
            case FORBIDDEN -> new Shape(Status.Code.PERMISSION_DENIED, 403, "The caller may not do this");
            case NOT_FOUND -> new Shape(Status.Code.NOT_FOUND, 404, "There is no such task");
            case INVALID -> new Shape(Status.Code.INVALID_ARGUMENT, 400, "The request is invalid");
            case ILLEGAL_STATE ->
                new Shape(Status.Code.FAILED_PRECONDITION, 409, "The task is not where this can be done");
            case TOO_LARGE -> new Shape(Status.Code.INVALID_ARGUMENT, 413, "The result is too large");
            case UNAVAILABLE -> new Shape(Status.Code.UNAVAILABLE, 503, "The task store takes no writes at present");
            case UNKNOWN -> new Shape(Status.Code.UNAVAILABLE, 503, "Whether it was done is not known");
        };
    }

    /** The problem of a failed future: a bug of ours, of which the caller learns no more than that. */
    public static Problem ofDefect() {
        return of(Outcome.Failed.because(
                Failure.DEFECT, "the gateway made a mistake; the request's id finds it in the log"));
    }

    private record Shape(Status.Code code, int http, String title) {}

    private static Shape shape(Refusal why) {
        return switch (why) {
            case INVALID -> new Shape(Status.Code.INVALID_ARGUMENT, 400, "The request is invalid");
            case UNAUTHENTICATED -> new Shape(Status.Code.UNAUTHENTICATED, 401, "No known API key was shown");
            case FORBIDDEN -> new Shape(Status.Code.PERMISSION_DENIED, 403, "The API key does not allow this");
            case NOT_FOUND -> new Shape(Status.Code.NOT_FOUND, 404, "There is no such thing");
            case NO_BUDGET -> new Shape(Status.Code.DEADLINE_EXCEEDED, 504, "Too little time was left");
            case NO_MONEY -> new Shape(Status.Code.RESOURCE_EXHAUSTED, 429, "The spending bound does not allow it");
            case OVERLOADED -> new Shape(Status.Code.UNAVAILABLE, 503, "There is too much to do");
            case CONFLICT ->
                new Shape(Status.Code.ALREADY_EXISTS, 422, "The idempotency key was used for another request");
            case QUOTA -> new Shape(Status.Code.RESOURCE_EXHAUSTED, 429, "The quota is used up");
            case CIRCUIT_OPEN -> new Shape(Status.Code.UNAVAILABLE, 503, "The model server has been failing");
        };
    }

    private static Shape shape(Failure why) {
        return switch (why) {
            case TIMED_OUT -> new Shape(Status.Code.DEADLINE_EXCEEDED, 504, "There was no answer in time");
            case CANCELLED -> new Shape(Status.Code.CANCELLED, 499, "The request was cancelled");
            case UNREACHABLE -> new Shape(Status.Code.UNAVAILABLE, 503, "The model server can't be reached");
            case THROTTLED -> new Shape(Status.Code.UNAVAILABLE, 503, "The model server has too much to do");
            case NOT_READY -> new Shape(Status.Code.UNAVAILABLE, 503, "The model is not ready");
            case TOO_LARGE ->
                new Shape(Status.Code.INVALID_ARGUMENT, 413, "The request is too large for the model server");
            // Not UNAVAILABLE: that would invite a client to repeat work that may have been done.
            case BACKEND_ERROR -> new Shape(Status.Code.INTERNAL, 502, "The model server failed");
            case REJECTED -> new Shape(Status.Code.INTERNAL, 502, "The model server refused what the gateway asked");
            case BAD_REPLY -> new Shape(Status.Code.INTERNAL, 502, "The model server's answer can't be used");
            case DEFECT -> new Shape(Status.Code.INTERNAL, 500, "The gateway made a mistake");
        };
    }
}
