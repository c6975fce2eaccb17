package dev.spillway.core.layer;

import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Step;
import java.util.concurrent.atomic.AtomicInteger;

/** Refuses calls over the limit; never queues. The count is shared by all event loops. */
public record Shed(int limit, AtomicInteger inFlight) implements Layer {
    public Shed {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is 1 or more, not " + limit);
        }
    }

    public Shed(int limit) {
        this(limit, new AtomicInteger());
    }

    @Override
    public Step around(Step inner) {
        return call -> {
            if (inFlight.incrementAndGet() > limit) {
                inFlight.decrementAndGet();
                return Outcome.refused(Refusal.OVERLOADED, limit + " calls are in flight, the most allowed");
            }
            call.scope().onEnd(inFlight::decrementAndGet); // a streamed answer holds its permit to the last token
            return inner.run(call);
        };
    }
}
