package dev.spillway.gateway.flow;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Refusal;
import dev.spillway.core.Violation;
import dev.spillway.expressions.EvaluationFailure;
import java.time.Duration;
import java.util.List;

/** Outcomes without an answer: those of branches, as the flow's; and those of expressions that have no value. */
final class Fallen {
    private Fallen() {}

    /**
     * What the flow's outcome is because of a branch's.
     *
     * @param attempted whether anything was attempted in the whole flow: only else may it be refused
     */
    static Outcome because(String branch, Outcome outcome, boolean attempted, Partial partial) {
        String prefix = branch + ": ";
        return switch (outcome) {
            case Outcome.Refused(var why, var detail, var retryAfter, var violations) ->
                attempted
                        ? new Outcome.Failed(asFailure(why), prefix + detail, partial, retryAfter)
                        : new Outcome.Refused(why, prefix + detail, retryAfter, violations);
            case Outcome.Failed(var why, var detail, var _, var retryAfter) ->
                new Outcome.Failed(why, prefix + detail, partial, retryAfter);
            case Outcome.Deferred _ -> new Outcome.Failed(Failure.BAD_REPLY, prefix + "only a promise", partial);
            case Outcome.Answer _ -> new Outcome.Failed(Failure.BAD_REPLY, prefix + "no use for its answer", partial);
        };
    }

    /** A refusal where something else was attempted already: in its consequences for whoever tries again. */
    private static Failure asFailure(Refusal why) {
        return switch (why) {
            case NO_BUDGET -> Failure.TIMED_OUT;
            case OVERLOADED, QUOTA -> Failure.THROTTLED;
            case CIRCUIT_OPEN -> Failure.UNREACHABLE;
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, NO_MONEY -> Failure.REJECTED;
        };
    }

    /**
     * What an expression without a value means: where it reads the request only, the request lacks what the route needs;
     * else a branch answered what can't be used. Values that are too large for what is done with them are no fault of their form:
     * the ladder may still answer.
     */
    static Outcome unfit(EvaluationFailure failure, boolean ofRequest) {
        if (failure.isOverLimit()) {
            return Outcome.Failed.because(Failure.REJECTED, failure.getMessage());
        }
        return ofRequest
                ? new Outcome.Refused(
                        Refusal.INVALID,
                        failure.getMessage(),
                        Duration.ZERO,
                        List.of(new Violation(
                                "input", failure.getMessage(), "send what the route reads, in the type that it reads")))
                : Outcome.Failed.because(Failure.BAD_REPLY, failure.getMessage());
    }
}
