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
 */
public record Limits(int sourceMax, int nodesMax, int depthMax, int iterationsMax, int regexMax, int textMax) {
    public static final Limits DEFAULT = new Limits(4_096, 1_000, 100, 10_000, 1_000, 1 << 20);

    public Limits {
        if (Math.min(
                        Math.min(Math.min(sourceMax, nodesMax), Math.min(depthMax, iterationsMax)),
                        Math.min(regexMax, textMax))
                < 1) {
            throw new IllegalArgumentException("each limit of an expression is 1 or more, not " + sourceMax + ", "
                    + nodesMax + ", " + depthMax + ", " + iterationsMax + ", " + regexMax + ", " + textMax);
        }
    }

    /** How long a regular expression may work on one text: characters times instructions. About 0.1 s at the most. */
    long regexWorkMax() {
        return 10_000L * regexMax;
    }
}
