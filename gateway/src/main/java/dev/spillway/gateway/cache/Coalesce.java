package dev.spillway.gateway.cache;

import dev.spillway.core.Layer;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Lets equal calls that are under way at the same time share one attempt, across event loops. Not for work with side
 * effects that each call must have.
 *
 * <p>The attempt is a detached call on the loop of the first caller, paid from that caller's purse and with that caller's
 * time. Another call joins it where it was begun with about as much time as that call has left, or more: so none has less
 * of an attempt than it would have alone. Each waiter keeps its own deadline, hears the offers, and has its outcome on its
 * own loop. Whoever leaves, the attempt goes on; when the last one leaves, it is cancelled.
 *
 * <p>A stream is read once, and a promise is made to one: those go to the first caller, and the others make attempts of
 * their own.
 */
public final class Coalesce implements Layer {
    /** How many calls share one attempt at most; the next one begins another. */
    static final int WAITERS_MOST = 1024;

    private static final Duration UNBOUNDED = Duration.ofDays(365); // the budget bounds

    private final ConcurrentMap<Key, SharedAttempt> underWay = new ConcurrentHashMap<>();
    private final Keying keying;
    private final Supplier<? extends Executor> here;
    private final Observer observer;
    private final Time time;

    /**
     * A layer of one route.
     *
     * @param here the loop that this code runs on; the same object for the same loop
     * @param observer hears of each call that joins another one's attempt
     */
    public Coalesce(Keying keying, Supplier<? extends Executor> here, Observer observer, Time time) {
        this.keying = keying;
        this.here = here;
        this.observer = observer;
        this.time = time;
    }

    @Override
    public Step around(Step inner) {
        Step bounded = Layer.stack(List.of(new Within(UNBOUNDED, time)), inner); // since no caller's bound reaches it
        return call -> {
            Key key = keying.of(call);
            Waiter waiter = new Waiter(call, here.get(), inner, observer);
            SharedAttempt attempt = underWay.get(key);
            if (attempt == null || !attempt.takes(waiter, time)) {
                SharedAttempt own = new SharedAttempt(waiter, time, over -> underWay.remove(key, over));
                attempt = underWay.compute(key, (_, other) -> other != null && other.takes(waiter, time) ? other : own);
            }
            if (attempt.isOf(waiter)) {
                attempt.begin(bounded);
            } else {
                waiter.joined(attempt);
            }
            return waiter.outcome();
        };
    }

    /** How many attempts are under way and can be joined, on all loops. */
    int attempts() {
        return underWay.size();
    }
}
