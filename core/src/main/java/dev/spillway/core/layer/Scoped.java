package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;

/**
 * Gives the step a scope of its own, which ends with its last token: a branch's permits go back when the branch is done,
 * not when the whole request is.
 */
public record Scoped() implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> {
            Scope scope = call.scope().fork();
            return inner.run(call.with(scope))
                    .map(outcome -> endingWith(outcome, scope::end))
                    .andThen(result -> {
                        if (result.failed()) {
                            scope.end();
                        }
                    });
        };
    }

    /** The outcome; {@code end} runs at once, or with the last piece where the answer is a stream. */
    static Outcome endingWith(Outcome outcome, Runnable end) {
        if (outcome instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream stream) {
            return answer.with(new Payload.Stream(stream.pieces().onLast(_ -> end.run())));
        }
        end.run();
        return outcome;
    }
}
