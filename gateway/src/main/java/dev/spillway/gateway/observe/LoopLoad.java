package dev.spillway.gateway.observe;

import dev.spillway.core.Scope;
import dev.spillway.gateway.loops.Loops;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** How many calls each event loop has in flight: a client connection lives on one, so this shows when they pile up. */
public final class LoopLoad {
    private final AtomicIntegerArray calls;

    public LoopLoad(Loops loops, Metrics metrics) {
        this.calls = new AtomicIntegerArray(loops.all().size());
        for (Loops.Loop loop : loops.all()) {
            metrics.gauge(
                    "spillway_loop_calls",
                    "Calls in flight on an event loop.",
                    "loop",
                    String.valueOf(loop.index()),
                    () -> calls.get(loop.index()));
        }
    }

    /** Counts a call on the current loop until its scope ends. */
    public void count(Scope scope) {
        int loop = Loops.current().index();
        calls.incrementAndGet(loop);
        scope.onEnd(() -> calls.decrementAndGet(loop));
    }
}
