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

    EvaluationFailure(String source, String reason) {
        super(null, null, false, false);
        this.source = source;
        this.reason = reason;
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

    private static String shown(String source) {
        return source.length() <= SHOWN ? source : source.substring(0, SHOWN) + "…";
    }
}
