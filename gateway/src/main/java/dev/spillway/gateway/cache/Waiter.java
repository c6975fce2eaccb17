package dev.spillway.gateway.cache;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Snapshot;
import dev.spillway.core.Step;
import dev.spillway.core.layer.Observer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that waits for a shared attempt. Confined to the call's loop. */
final class Waiter {
    private final Call call;
    private final Executor home;
    private final Step alone;
    private final Observer observer;
    private final Promise<Outcome> outcome = Promise.promise();
    private boolean decided;
    private @Nullable Entry entry; // of one who joined

    /**
     * One who does not wait yet.
     *
     * @param home the call's loop
     * @param alone what the call runs where the attempt's outcome can't be shared
     */
    Waiter(Call call, Executor home, Step alone, Observer observer) {
        this.call = call;
        this.home = home;
        this.alone = alone;
        this.observer = observer;
    }

    Call call() {
        return call;
    }

    Executor home() {
        return home;
    }

    Future<Outcome> outcome() {
        return outcome.future();
    }

    /** Waits for its own attempt, the first of all. */
    void begun(SharedAttempt attempt) {
        call.scope().onEnd(() -> leaves(attempt, true));
    }

    /** Waits for another one's attempt. */
    void joined(SharedAttempt attempt) {
        entry = call.journal().begin(Entry.Kind.CACHE, "coalesced", call.budget());
        entry.note("the attempt of request " + attempt.request());
        call.scope().onEnd(() -> leaves(attempt, false));
        attempt.retell(this);
    }

    private void leaves(SharedAttempt attempt, boolean isFirst) {
        if (decided) {
            if (isFirst) {
                attempt.cut(); // where it is a stream; all else is over
            }
            return;
        }
        decided = true;
        attempt.left(this);
        if (attempt.isAt(home)) {
            call.journal().adopt(attempt.journal(), isFirst);
        }
        Outcome.Failed cancelled = Outcome.Failed.cancelled("no longer wanted");
        ends(cancelled);
        outcome.complete(cancelled);
    }

    void hears(Outcome.Answer offer) {
        if (!decided) {
            call.offers().offer(offer);
        }
    }

    void hears(Supplier<Partial> soFar) {
        if (!decided) {
            call.offers().progress(soFar);
        }
    }

    /** Has the outcome of the attempt. */
    void has(AsyncResult<Outcome> result, Snapshot journal) {
        if (decided) {
            return;
        }
        decided = true;
        call.journal().adopt(journal, entry == null);
        ends(result.succeeded() ? result.result() : Outcome.Failed.defect(result.cause()));
        outcome.handle(result);
    }

    /** Makes an attempt of its own: the outcome of the shared one is not for it. */
    void goesAlone() {
        if (decided) {
            return;
        }
        decided = true;
        if (entry != null) {
            entry.end(Entry.Status.SKIPPED, "not-shared", "the answer is for one caller alone");
            observer.ended(call, entry);
        }
        alone.run(call).onComplete(outcome);
    }

    private void ends(Outcome how) {
        if (entry != null) {
            entry.end(how);
            observer.ended(call, entry);
        }
    }
}
