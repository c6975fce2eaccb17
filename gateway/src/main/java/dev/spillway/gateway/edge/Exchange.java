package dev.spillway.gateway.edge;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * One request at a door, from its call to its reply.
 *
 * @param call the call under way; its scope is cancelled by the door when the client leaves, and ended by the door when the
 *     last byte is written
 * @param grantedNanos the caller's budget, from arrival to deadline; 0 where the request was refused at the door
 * @param outcome completes on the door's event loop by the deadline; a failed future is a bug, to be logged and answered as
 *     an internal error
 */
public record Exchange(Call call, long grantedNanos, Future<Outcome> outcome) {
    /** An answer may be late by a tenth of its budget and a little more; then it is none. */
    private static final int TOLERATED_ONE_IN = 10;

    private static final long TOLERATED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    Exchange granted(long nanos) {
        return new Exchange(call, nanos, outcome);
    }

    /** How long it has taken so far, from arrival. */
    long usedNanos() {
        return call.journal().sinceBeginning();
    }

    /**
     * What the caller is told of an outcome that is there now. An answer that comes long after its budget, since the gateway itself
     * was held up, is not told as one that came in time; but a handle that comes with it is never lost.
     */
    public Outcome told(Outcome outcome) {
        long lateNanos = usedNanos() - grantedNanos;
        if (lateNanos <= grantedNanos / TOLERATED_ONE_IN + TOLERATED_NANOS
                || !(outcome instanceof Outcome.Answer answer)
                || answer.followUp() instanceof FollowUp.Promised) {
            return outcome;
        }
        return Outcome.Failed.because(
                Failure.TIMED_OUT,
                "the answer came " + TimeUnit.NANOSECONDS.toMillis(lateNanos) + " ms after the end of its budget");
    }
}
