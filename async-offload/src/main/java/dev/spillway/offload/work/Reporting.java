package dev.spillway.offload.work;

import dev.spillway.core.Entry;
import dev.spillway.offload.Report;
import java.time.Duration;

/** What a worker reports of an attempt: which failures another attempt may mend, and which not. */
final class Reporting {
    /** What was refused is not asked for again sooner: the loop should have seen that there is no room. */
    private static final Duration RELEASED_LEAST = Duration.ofSeconds(5);

    /** No backend is believed that asks for more. */
    private static final Duration RETRY_AFTER_MOST = Duration.ofHours(24);

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
                new Report.Release(longer(RELEASED_LEAST, bounded(refused.retryAfter())), reason);
            case NO_BUDGET -> new Report.Again(bounded(refused.retryAfter()), reason); // the next one may begin earlier
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT -> new Report.Fail(reason);
        };
    }

    private static Report of(RunResult.Failed failed) {
        String reason = Entry.word(failed.why()) + ": " + failed.detail();
        return switch (failed.why()) {
            case REJECTED, TOO_LARGE -> new Report.Fail(reason);
            case NOT_READY -> // a deployment takes as long as it takes: waiting for it costs no attempt
                new Report.Release(longer(RELEASED_LEAST, bounded(failed.retryAfter())), reason);
            case TIMED_OUT, CANCELLED, UNREACHABLE, THROTTLED, BACKEND_ERROR, BAD_REPLY, DEFECT ->
                new Report.Again(bounded(failed.retryAfter()), reason);
        };
    }

    private static Duration bounded(Duration retryAfter) {
        return retryAfter.compareTo(RETRY_AFTER_MOST) > 0 ? RETRY_AFTER_MOST : retryAfter;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
