package dev.spillway.gateway.cache;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Purse;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Renews entries behind the backs of the callers who got the old ones: on the caller's event loop, in a scope, with a budget and
 * from a purse of its own. At most one for each key at a time, and so many for all.
 */
final class Refresh {
    /** How many may be under way at once, on all event loops; more are not begun: the entry just ages on. */
    static final int MOST = 64;

    private final Set<Key> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(MOST); // only ever tried
    private final Duration most;
    private final Supplier<Purse> purses;
    private final Time time;
    private final Observer observer;

    Refresh(Duration most, Supplier<Purse> purses, Observer observer, Time time) {
        this.most = most;
        this.purses = purses;
        this.observer = observer;
        this.time = time;
    }

    /** Bounds the step as a refresh needs it, which has no one outside who would. */
    Step bounded(Step inner) {
        return Layer.stack(List.of(new Observe(Entry.Kind.CACHE, "refresh", observer), new Within(most, time)), inner);
    }

    /** Begins one, unless there are enough. */
    void begin(Key key, Call caller, Step bounded, Consumer<Outcome> ear) {
        if (!permits.tryAcquire()) {
            return;
        }
        if (!underWay.add(key)) {
            permits.release();
            return;
        }
        Call call =
                caller.detached(Budget.of(most, time), "a refresh of the cache").with(purses.get());
        call.scope().onEnd(() -> {
            underWay.remove(key);
            permits.release();
        });
        bounded.run(call)
                .andThen(result -> {
                    if (result.succeeded()) {
                        ear.accept(result.result());
                    }
                })
                .onComplete(_ -> call.scope().end());
    }
}
