package dev.spillway.gateway.backend.http;

import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Violation;
import dev.spillway.expressions.EvaluationFailure;
import java.time.Duration;
import java.util.List;

/** Says that no request can be made of a branch's input. Nothing was attempted. */
public final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Violation violation;
    private final boolean overLimit;

    /**
     * Says what to mend.
     *
     * @param field where the trouble is, such as {@code input.text}
     */
    public Unsendable(String field, String problem, String mend) {
        this(field, problem, mend, false);
    }

    private Unsendable(String field, String problem, String mend, boolean overLimit) {
        super(problem, null, false, false); // no stack: the input is to blame, not the code
        this.violation = new Violation(field, problem, mend);
        this.overLimit = overLimit;
    }

    /** No request can be made of it without more work than an expression may do. */
    public static Unsendable overLimit(String field, EvaluationFailure failure) {
        return new Unsendable(field, failure.getMessage(), "send less", true);
    }

    /** What becomes of the call to a backend of this name. */
    Outcome outcome(String backend) {
        String detail = "no request to " + backend + " can be made of the input";
        return overLimit
                ? Outcome.Failed.because(Failure.REJECTED, detail + ": " + violation.problem())
                : new Outcome.Refused(Refusal.INVALID, detail, Duration.ZERO, List.of(violation));
    }

    Violation violation() {
        return violation;
    }
}
