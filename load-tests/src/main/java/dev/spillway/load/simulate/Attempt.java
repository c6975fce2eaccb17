package dev.spillway.load.simulate;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One request under way; it ends once. Thread-safe: a client may leave while the answer is being given. */
public final class Attempt {
    private final Simulation simulation;
    private final long beganNanos;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile @Nullable ScheduledFuture<?> timer;

    enum Ending {
        ANSWERED,
        INVALID,
        FAULTED,
        CANCELLED
    }

    Attempt(Simulation simulation, long beganNanos) {
        this.simulation = simulation;
        this.beganNanos = beganNanos;
    }

    /** The client has left: what is still to come is called off, and counted as wasted. */
    public void cancelled() {
        if (end(Ending.CANCELLED)) {
            ScheduledFuture<?> pending = timer;
            if (pending != null) {
                pending.cancel(false);
            }
        }
    }

    /** The request was wrong and has been refused. */
    public void invalid() {
        end(Ending.INVALID);
    }

    /** False where the attempt had ended before. */
    boolean end(Ending how) {
        if (!ending.compareAndSet(null, how)) {
            return false;
        }
        simulation.count(how, beganNanos);
        return true;
    }

    void onTimer(ScheduledFuture<?> pending) {
        timer = pending;
        if (ending.get() != null) {
            pending.cancel(false); // the client left in between
        }
    }
}
