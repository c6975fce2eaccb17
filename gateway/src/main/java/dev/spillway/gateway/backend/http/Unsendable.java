package dev.spillway.gateway.backend.http;

import dev.spillway.core.Violation;

/** Says that no request can be made of a branch's input. Nothing was attempted. */
public final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Violation violation;

    /**
     * Says what to mend.
     *
     * @param field where the trouble is, such as {@code input.text}
     */
    public Unsendable(String field, String problem, String mend) {
        super(problem, null, false, false); // no stack: the input is to blame, not the code
        this.violation = new Violation(field, problem, mend);
    }

    Violation violation() {
        return violation;
    }
}
