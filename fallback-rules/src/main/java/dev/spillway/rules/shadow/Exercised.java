package dev.spillway.rules.shadow;

import dev.spillway.core.Call;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Quality;
import dev.spillway.core.Step;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleSupplier;

/**
 * Drills the rules with a share of the calls that are answered in full, off the critical path: the answer goes out at once,
 * and the rules are asked elsewhere.
 *
 * @param share of the calls, in [0, 1]
 * @param chance a number in [0, 1) for each call
 * @param aside where the rules are asked: never the event loop; bounded, and where it is full the drill is left out
 */
public record Exercised(Drill drill, double share, DoubleSupplier chance, Executor aside) implements Layer {
    public Exercised {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share lies in [0, 1], not at " + share);
        }
    }

    @Override
    public Step around(Step inner) {
        return call -> inner.run(call).map(outcome -> {
            if (outcome instanceof Outcome.Answer answer
                    && answer.quality() == Quality.FULL
                    && chance.getAsDouble() < share) {
                hand(call, answer);
            }
            return outcome;
        });
    }

    private void hand(Call call, Outcome.Answer answer) {
        Drill.Exercise exercise = Drill.exercise(call, answer);
        try {
            aside.execute(() -> drill.run(exercise));
        } catch (RejectedExecutionException full) {
            drill.leftOut();
        }
    }
}
