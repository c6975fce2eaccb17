package dev.spillway.offload;

import java.time.Duration;

/** What a worker says of the task that it has on lease. Times are relative, because the store's clock decides. */
public sealed interface Report {
    /** Still at it: the lease runs from now again. */
    record Extend(Duration lease) implements Report {
        public Extend {
            if (lease.isNegative() || lease.isZero() || lease.compareTo(Claim.LEASE_MOST) > 0) {
                throw new IllegalArgumentException(
                        "a lease is more than zero and at most " + Claim.LEASE_MOST + ", not " + lease);
            }
        }
    }

    /** This much is done; replaces the progress reported before. At most once a second for a task. */
    record Progress(Bytes data) implements Report {}

    record Succeed(Bytes result) implements Report {}

    /**
     * This attempt failed, another may not. Dead when it was the last one; expired when the next one would be too late.
     *
     * @param notBefore the least wait, as an upstream asked for it; zero where it did not
     */
    record Again(Duration notBefore, String error) implements Report {}

    /**
     * Whoever was asked has too much to do: back to the queue, and the attempt does not count. Only the deadline bounds how
     * often; without one, this is {@link Again}.
     *
     * @param notBefore the least wait, as it was asked for; zero if it was not
     */
    record Throttled(Duration notBefore, String error) implements Report {}

    /** It failed, and no further attempt would change that. */
    record Fail(String error) implements Report {}

    /**
     * Someone outside goes on with it.
     *
     * @param context what they need to know; kept as the task's progress
     */
    record Await(Park park, Bytes context) implements Report {}

    /**
     * Nothing was attempted: back to the queue, and the attempt does not count.
     *
     * @param after zero where it may be taken again at once
     */
    record Release(Duration after, String reason) implements Report {}

    /** The work was stopped, as {@link Verdict.Applied#stopAsked} had asked. */
    record Stopped(String detail) implements Report {}
}
