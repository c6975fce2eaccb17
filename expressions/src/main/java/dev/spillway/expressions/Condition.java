package dev.spillway.expressions;

import java.util.Set;

/** An expression that is true or false. */
public record Condition(Expression expression) {

    /** Whether it holds. */
    public boolean holds(Variables variables) throws EvaluationFailure {
        if (expression.value(variables) instanceof Boolean truth) {
            return truth;
        }
        throw new EvaluationFailure(expression.source(), "it is neither true nor false");
    }

    /** The variables that it reads. */
    public Set<String> reads() {
        return expression.reads();
    }
}
