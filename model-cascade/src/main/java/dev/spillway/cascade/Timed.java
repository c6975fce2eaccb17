package dev.spillway.cascade;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Step;
import dev.spillway.core.Time;

/**
 * Notes how long a backend takes.
 *
 * <p>An attempt that did not answer before its time was up counts with the time that it had: without that, a backend that
 * stalls would look as quick as the few answers that it still gives. Quick failures, and attempts that no one wanted any
 * more, say nothing of how long an answer takes.
 */
public record Timed(LatencyWindow window, Time time) implements Layer {
    @Override
    public Step around(Step inner) {
        return call -> {
            long began = time.nanos();
            return inner.run(call).map(outcome -> {
                if (isTelling(call, outcome)) {
                    window.record(time.nanos() - began);
                }
                return outcome;
            });
        };
    }

    private boolean isTelling(Call call, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answer _ -> true;
            case Outcome.Failed failed ->
                failed.why() == Failure.TIMED_OUT
                        || (failed.why() == Failure.CANCELLED && call.budget().leftNanos(time) == 0);
            case Outcome.Refused _, Outcome.Deferred _ -> false;
        };
    }
}
