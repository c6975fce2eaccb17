package dev.spillway.expressions;

/**
 * What an expression may cost at most. What exceeds a limit at load is refused; at run time it is an
 * {@link EvaluationFailure}.
 *
 * @param sourceMax length of the source, in code points
 * @param nodesMax nodes of the parsed expression
 * @param depthMax nesting while parsing
 * @param iterationsMax iterations of all comprehensions of one evaluation together, nested ones counted
 * @param regexMax instructions of a compiled regular expression
 * @param textMax characters of a text that {@code replace} or {@code join} makes
 * @param workMax units of work of one evaluation, of about a nanosecond each: see {@link Meter}
 */
public record Limits(
        int sourceMax, int nodesMax, int depthMax, int iterationsMax, int regexMax, int textMax, int workMax) {
    /** How many evaluations that take all that they may fit into what shares a {@link Meter#ofRun()}. */
    private static final int FULL_EVALUATIONS = 10;

    public static final Limits DEFAULT = new Limits(4_096, 1_000, 100, 10_000, 1_000, 1 << 20, 2_000_000);

    public Limits {
        if (Math.min(
                        Math.min(Math.min(sourceMax, nodesMax), Math.min(depthMax, iterationsMax)),
                        Math.min(Math.min(regexMax, textMax), workMax))
                < 1) {
            throw new IllegalArgumentException(
                    "each limit of an expression is 1 or more, not " + sourceMax + ", " + nodesMax + ", " + depthMax
                            + ", " + iterationsMax + ", " + regexMax + ", " + textMax + ", " + workMax);
        }
    }

    /** With the work of the default. */
    public Limits(int sourceMax, int nodesMax, int depthMax, int iterationsMax, int regexMax, int textMax) {
        this(sourceMax, nodesMax, depthMax, iterationsMax, regexMax, textMax, 2_000_000);
    }

    /** Units of work of all evaluations of one request's flow, one run of a rule set or one template together. */
    long runMax() {
        return (long) FULL_EVALUATIONS * workMax;
    }
}
