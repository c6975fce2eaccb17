package dev.spillway.core;

import io.vertx.core.Future;
import java.util.List;

/** Adds one behaviour around a step. */
@FunctionalInterface
public interface Layer {
    Step around(Step inner);

    /**
     * Composes layers around a step and guards every seam: a layer may rely on its inner step never throwing and never
     * returning null, and a cancelled call starts nothing.
     */
    static Step stack(List<? extends Layer> outermostFirst, Step step) {
        Step stacked = guarded(step);
        for (Layer layer : outermostFirst.reversed()) {
            stacked = guarded(layer.around(stacked));
        }
        return stacked;
    }

    private static Step guarded(Step step) {
        return call -> {
            if (call.scope().isOver()) {
                return Future.succeededFuture(Outcome.Failed.cancelled("the call was over before the step began"));
            }
            try {
                Future<Outcome> outcome = step.run(call);
                return outcome != null
                        ? outcome
                        : Future.failedFuture(new NullPointerException(step + " returned null, not a future"));
            } catch (Throwable bug) { // whatever it is, the layers outside must still do their bookkeeping
                Fatal.endIf(bug);
                return Future.failedFuture(bug);
            }
        };
    }
}
