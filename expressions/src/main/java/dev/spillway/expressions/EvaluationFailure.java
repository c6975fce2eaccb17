package dev.spillway.expressions;

/**
 * An expression has no value for what it was evaluated on: a key is missing, a type does not fit, a bound was reached.
 *
 * <p>It happens in operation, hence it is checked, and costs no stack trace. The message holds the source of the
 * expression and never a value that it was evaluated on.
 */
public final class EvaluationFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 120;

    private final String source;
    private final String reason;
    private final boolean overLimit;

    EvaluationFailure(String source, String reason) {
        this(source, reason, false);
    }

    private EvaluationFailure(String source, String reason, boolean overLimit) {
        super(null, null, false, false);
        this.source = source;
        this.reason = reason;
        this.overLimit = overLimit;
    }

    /** It would take more work than an expression, or than all that share its meter, may take. */
    static EvaluationFailure overLimit(String source, Meter meter, Limits limits) {
        return new EvaluationFailure(
                source,
                meter.isShort(limits.workMax())
                        ? "this and the expressions before it would take more work than a request's expressions may"
                                + " together"
                        : "it would take more work on these values than one expression may (" + limits.workMax()
                                + " units)",
                true);
    }

    @Override
    public String getMessage() {
        return "'" + shown(source) + "': " + reason;
    }

    /** The source of the expression. */
    public String source() {
        return source;
    }

    /** What went wrong. */
    public String reason() {
        return reason;
    }

    /** Whether the values are too large for what it does with them: the same values fail again, smaller ones may not. */
    public boolean isOverLimit() {
        return overLimit;
    }

    private static String shown(String source) {
        return source.length() <= SHOWN ? source : source.substring(0, SHOWN) + "…";
    }
}
