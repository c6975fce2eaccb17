package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Time;
import dev.spillway.gateway.loops.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one event loop whose request is not whole yet, the oldest first; those that take too long are ended. One timer
 * looks after them all, since nearly every request is whole at once. Confined to its loop.
 */
final class Unfinished {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Loops.Loop loop;
    private final Duration timeout;
    private final Time time;
    private @Nullable InboundBytes first;
    private @Nullable InboundBytes last;
    private volatile boolean stopped;

    private Unfinished(Loops.Loop loop, Duration timeout, Time time) {
        this.loop = loop;
        this.timeout = timeout;
        this.time = time;
    }

    /** One for each loop, by its index, at work until {@link #stop}. */
    static List<Unfinished> on(Loops loops, Duration timeout, Time time) {
        List<Unfinished> all = new ArrayList<>();
        for (Loops.Loop loop : loops.all()) {
            Unfinished one = new Unfinished(loop, timeout, time);
            all.add(one);
            loop.executor().execute(one::sweep);
        }
        return List.copyOf(all);
    }

    /** Ends the timer, from any thread. */
    void stop() {
        stopped = true;
    }

    long nowNanos() {
        return time.nanos();
    }

    /** Does something once gRPC's own work at hand is done. */
    void later(Runnable task) {
        loop.executor().execute(task);
    }

    void add(InboundBytes one) {
        InboundBytes eldest = last;
        one.before = eldest;
        if (eldest == null) {
            first = one;
        } else {
            eldest.after = one;
        }
        last = one;
    }

    /** Harmless if it is not in the list. */
    void remove(InboundBytes one) {
        InboundBytes before = one.before;
        InboundBytes after = one.after;
        if (before == null && first != one) {
            return;
        }
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        one.before = null;
        one.after = null;
    }

    private void sweep() {
        if (stopped) {
            return;
        }
        long now = time.nanos();
        for (InboundBytes one = first; one != null && now - one.sinceNanos() > timeout.toNanos(); one = first) {
            remove(one);
            one.end(GrpcFaults.tooSlow(timeout));
        }
        time.after(EVERY, this::sweep);
    }
}
