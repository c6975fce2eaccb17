package dev.spillway.gateway.edge;

/** What was asked has no answer but a problem. */
public final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public Unanswered(Problem problem) {
        super(problem.title(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
