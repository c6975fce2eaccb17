package dev.spillway.gateway.cache;

import dev.spillway.core.Call;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Snapshot;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One attempt for several callers: a detached call, confined to the loop of the first one.
 *
 * <p>Only who waits is known to all loops. That is one immutable value, replaced as a whole: so there is one moment when a
 * caller has joined or has come too late, one when the last one has left, and never both at once.
 */
final class SharedAttempt implements Offers {
    private static final int TOLERANCE = 10;

    /**
     * Who waits, and what they have heard.
     *
     * @param offers those that no later one beats, in order
     * @param isOver whether no one can join any more: it has its outcome, or the last one has left
     */
    private record Crowd(List<Waiter> waiters, List<Outcome.Answer> offers, boolean isOver) {
        Crowd with(Waiter one) {
            return new Crowd(plus(waiters, one), offers, isOver);
        }

        Crowd without(Waiter one) {
            if (isOver) {
                return this;
            }
            List<Waiter> others = waiters.stream().filter(other -> other != one).toList();
            return new Crowd(others, offers, others.isEmpty());
        }

        Crowd hearing(Outcome.Answer offer) {
            List<Outcome.Answer> unbeaten =
                    offers.stream().filter(other -> !offer.isBetterThan(other)).toList();
            return new Crowd(waiters, plus(unbeaten, offer), isOver);
        }

        Crowd over() {
            return new Crowd(waiters, offers, true);
        }

        private static <T> List<T> plus(List<T> some, T one) {
            List<T> more = new ArrayList<>(some.size() + 1);
            more.addAll(some);
            more.add(one);
            return more;
        }
    }

    private final Waiter first;
    private final Executor home;
    private final Call call;
    private final long grantedNanos;
    private final Consumer<SharedAttempt> onOver;
    private final AtomicReference<Crowd> crowd;
    private Supplier<Partial> soFar = () -> Partial.NONE;

    /**
     * An attempt that has not begun.
     *
     * @param onOver hears, on any loop, that no one can join any more
     */
    SharedAttempt(Waiter first, Time time, Consumer<SharedAttempt> onOver) {
        this.first = first;
        this.home = first.home();
        this.call = first.call()
                .detached(first.call().budget(), "an attempt for all who ask the same")
                .with((Offers) this);
        this.grantedNanos = first.call().budget().leftNanos(time);
        this.onOver = onOver;
        this.crowd = new AtomicReference<>(new Crowd(List.of(first), List.of(), false));
    }

    boolean isOf(Waiter waiter) {
        return waiter == first;
    }

    boolean isAt(Executor loop) {
        return home.equals(loop);
    }

    /** The request that it was begun for. */
    String request() {
        return call.request().id();
    }

    /** Lets one more wait, if it is not too late, there is room, and it was begun with enough time. On any loop. */
    boolean takes(Waiter waiter, Time time) {
        long left = waiter.call().budget().leftNanos(time);
        if (grantedNanos
                < left - left / TOLERANCE) { // what two equal budgets differ by when they come here is no reason
            return false;
        }
        Crowd before = crowd.getAndUpdate(now -> hasRoom(now) ? now.with(waiter) : now);
        return hasRoom(before);
    }

    private static boolean hasRoom(Crowd now) {
        return !now.isOver && now.waiters.size() < Coalesce.WAITERS_MOST;
    }

    void begin(Step step) {
        first.begun(this);
        step.run(call).onComplete(this::ended);
    }

    /** One who waits has gone. On any loop. */
    void left(Waiter waiter) {
        Crowd before = crowd.getAndUpdate(now -> now.without(waiter));
        if (!before.isOver && before.waiters.size() == 1) {
            onOver.accept(this);
            at(waiter.home(), home, () -> call.scope().cancel());
        }
    }

    /** The first caller reads no further. */
    void cut() {
        call.scope().cancel();
    }

    /** What has happened so far. At home only. */
    Snapshot journal() {
        return call.journal().snapshot();
    }

    /** Tells a late-comer what was offered before. */
    void retell(Waiter late) {
        crowd.get().offers.forEach(late::hears);
        if (isAt(late.home())) {
            late.hears(soFar);
        }
    }

    private void ended(AsyncResult<Outcome> result) {
        Crowd last = crowd.getAndUpdate(Crowd::over);
        if (last.isOver) {
            return; // all have left
        }
        onOver.accept(this);
        if (result.succeeded() && !isForAll(result.result())) {
            forTheFirst(last.waiters, result.result());
            return;
        }
        Future<Outcome> outcome =
                result.succeeded() ? Future.succeededFuture(result.result()) : Future.failedFuture(result.cause());
        outcome.andThen(_ -> call.scope().end()).onComplete(settled -> {
            Snapshot journal = journal();
            last.waiters.forEach(waiter -> at(home, waiter.home(), () -> waiter.has(settled, journal)));
        });
    }

    private void forTheFirst(List<Waiter> waiters, Outcome outcome) {
        Outcome whole = outcome;
        if (!waiters.contains(first)) {
            call.scope().cancel();
        } else if (outcome instanceof Outcome.Answer answer && answer.payload() instanceof Payload.Stream stream) {
            whole = answer.with(
                    new Payload.Stream(stream.pieces().onLast(_ -> call.scope().end())));
        } else {
            call.scope().end();
        }
        Future<Outcome> settled = Future.succeededFuture(whole);
        Snapshot journal = journal();
        for (Waiter waiter : waiters) {
            at(home, waiter.home(), waiter == first ? () -> waiter.has(settled, journal) : waiter::goesAlone);
        }
    }

    private static boolean isForAll(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answer answer ->
                answer.payload() instanceof Payload.Whole && !(answer.followUp() instanceof FollowUp.Promised);
            case Outcome.Deferred _ -> false;
            case Outcome.Refused _, Outcome.Failed _ -> true;
        };
    }

    @Override
    public void offer(Outcome.Answer interim) {
        List<Waiter> waiters = crowd.updateAndGet(now -> now.hearing(interim)).waiters;
        waiters.forEach(waiter -> at(home, waiter.home(), () -> waiter.hears(interim)));
    }

    /** Reads what is confined to this loop, so only those at home are told. */
    @Override
    public void progress(Supplier<Partial> soFar) {
        this.soFar = soFar;
        for (Waiter waiter : crowd.get().waiters) {
            if (isAt(waiter.home())) {
                waiter.hears(soFar);
            }
        }
    }

    /** Runs a task on another loop; at once where it is the same. */
    private static void at(Executor from, Executor to, Runnable task) {
        if (from.equals(to)) {
            task.run();
        } else {
            to.execute(task);
        }
    }
}
