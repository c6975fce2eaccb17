package dev.spillway.core.testing;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.Money;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Purse;
import dev.spillway.core.Time;
import dev.spillway.core.testing.Script.Ending;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One start of a {@link ScriptedStep}. */
final class ScriptedRun implements Pieces {
    private enum State {
        WORKING,
        DONE,
        CANCELLED
    }

    private final Call call;
    private final Script script;
    private final VirtualTime time;
    private final Money price;
    private final boolean deaf;
    private final Consumer<String> violations;
    private final Promise<Outcome> outcome = Promise.promise();
    private final List<Time.Timer> timers = new ArrayList<>();
    private final Queue<Piece> unread = new ArrayDeque<>();
    private @Nullable Promise<Piece> reader;
    private State state = State.WORKING;

    ScriptedRun(Call call, Script script, VirtualTime time, Money price, boolean deaf, Consumer<String> violations) {
        this.call = call;
        this.script = script;
        this.time = time;
        this.price = price;
        this.deaf = deaf;
        this.violations = violations;
    }

    Call call() {
        return call;
    }

    boolean isRunning() {
        return state == State.WORKING;
    }

    boolean isCancelled() {
        return state == State.CANCELLED;
    }

    // returning null is one of the bugs that it plays
    @SuppressWarnings("NullAway")
    Future<Outcome> start() {
        if (call.scope().isOver()) {
            throw violated("started in a scope that is over");
        }
        if (script.ending() instanceof Ending.Throws(RuntimeException bug)) {
            state = State.DONE;
            throw bug;
        }
        if (script.ending() instanceof Ending.ReturnsNull) {
            state = State.DONE;
            return null;
        }
        if (!deaf) {
            call.scope().onEnd(this::endOfScope);
            call.scope().onCancel(this::cancel);
        }
        pay();
        script.offers().forEach(offer -> at(offer.after(), () -> call.offers().offer(offer.answer())));
        begin(script.ending());
        return outcome.future();
    }

    private void pay() {
        if (price.picos() > 0) {
            Purse.Reservation reserved = call.purse().reserve(price);
            if (reserved != null) {
                call.scope().onEnd(() -> reserved.settle(price));
            }
        }
    }

    private void begin(Ending ending) {
        switch (ending) {
            case Ending.Completes completes ->
                at(completes.after(), () -> {
                    state = State.DONE;
                    outcome.complete(completes.outcome());
                });
            case Ending.FailsFuture fails ->
                at(fails.after(), () -> {
                    state = State.DONE;
                    outcome.fail(fails.bug());
                });
            case Ending.Streams streams -> {
                streams.pieces().forEach(timed -> at(timed.after(), () -> arrived(timed.piece())));
                at(
                        streams.pieces().getFirst().after(),
                        () -> outcome.complete(streams.answer().with(new Payload.Stream(this))));
            }
            case Ending.Never _, Ending.Throws _, Ending.ReturnsNull _ -> {}
        }
    }

    /** Does some work at its time, unless it is cancelled before. */
    private void at(Duration delay, Runnable work) {
        Runnable checked = () -> {
            if (call.scope().isOver() && !deaf) {
                throw violated("worked on after its scope was over");
            }
            work.run();
        };
        if (!isRunning()) {
            return;
        }
        if (delay.isZero()) {
            checked.run();
        } else {
            timers.add(time.after(delay, checked));
        }
    }

    private void arrived(Piece piece) {
        if (reader != null) {
            hand(piece, reader);
        } else {
            unread.add(piece);
        }
    }

    private void hand(Piece piece, Promise<Piece> to) {
        reader = null;
        if (piece.isLast()) {
            state = State.DONE;
        }
        to.complete(piece);
    }

    @Override
    public Future<Piece> next() {
        if (reader != null) {
            throw violated("asked for a piece before the one before had come");
        }
        if (state == State.CANCELLED) {
            return Future.succeededFuture(cut());
        }
        if (state == State.DONE) {
            throw violated("asked for a piece after the last one");
        }
        Promise<Piece> promise = Promise.promise();
        Piece ready = unread.poll();
        if (ready != null) {
            hand(ready, promise);
        } else {
            reader = promise;
        }
        return promise.future();
    }

    private void cancel() {
        if (!isRunning()) {
            return;
        }
        state = State.CANCELLED;
        timers.forEach(Time.Timer::cancel);
        outcome.tryComplete(Outcome.Failed.cancelled("as asked"));
        if (reader != null) {
            Promise<Piece> waiting = reader;
            reader = null;
            waiting.complete(cut());
        }
    }

    private void endOfScope() {
        if (isRunning()) {
            timers.forEach(Time.Timer::cancel);
            throw violated("its scope ended in order while it worked");
        }
    }

    private AssertionError violated(String how) {
        violations.accept(how);
        return new AssertionError(how);
    }

    private static Piece cut() {
        return new Piece.Broken(Failure.CANCELLED, "as asked");
    }
}
