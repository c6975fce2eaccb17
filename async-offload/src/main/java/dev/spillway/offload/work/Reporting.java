package dev.spillway.offload.work;

import dev.spillway.core.Entry;
import dev.spillway.core.RetryAfter;
import dev.spillway.offload.Report;
import java.time.Duration;

/** What a worker reports of an attempt: which failures another attempt may mend, and which not. */
final class Reporting {
    /** What was refused is not asked for again sooner: the loop should have seen that there is no room. */
    private static final Duration RELEASED_LEAST = Duration.ofSeconds(5);

    private Reporting() {}

    static Report of(RunResult result) {
        return switch (result) {
            case RunResult.Done(var bytes) -> new Report.Succeed(bytes);
            case RunResult.Parked(var park, var context) -> new Report.Await(park, context);
            case RunResult.Refused refused -> of(refused);
            case RunResult.Failed failed -> of(failed);
        };
    }

    private static Report of(RunResult.Refused refused) {
        String reason = Entry.word(refused.why()) + ": " + refused.detail();
        return switch (refused.why()) {
            case OVERLOADED, QUOTA, CIRCUIT_OPEN, NO_MONEY ->
                new Report.Release(longer(RELEASED_LEAST, RetryAfter.bounded(refused.retryAfter())), reason);
            case NO_BUDGET ->
                new Report.Again(RetryAfter.bounded(refused.retryAfter()), reason); // the next one may begin earlier
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT -> new Report.Fail(reason);
        };
    }

    private static Report of(RunResult.Failed failed) {
        String reason = Entry.word(failed.why()) + ": " + failed.detail();
        return switch (failed.why()) {
            case REJECTED, TOO_LARGE -> new Report.Fail(reason);
            case NOT_READY -> // a deployment takes as long as it takes: waiting for it costs no attempt
                new Report.Release(longer(RELEASED_LEAST, RetryAfter.bounded(failed.retryAfter())), reason);
            case THROTTLED -> new Report.Throttled(RetryAfter.bounded(failed.retryAfter()), reason);
            case TIMED_OUT, CANCELLED, UNREACHABLE, BACKEND_ERROR, BAD_REPLY, DEFECT ->
                new Report.Again(RetryAfter.bounded(failed.retryAfter()), reason);
        };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
