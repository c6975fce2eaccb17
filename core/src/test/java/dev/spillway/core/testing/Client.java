package dev.spillway.core.testing;

import dev.spillway.core.Call;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Piece;
import dev.spillway.core.Pieces;
import dev.spillway.core.Step;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a call in a test, in the place of an edge: hears the outcome, reads a streamed answer as fast as it
 * comes, and ends the call's scope with the last of it.
 */
public final class Client {
    private final Call call;
    private final VirtualTime time;
    private final Duration asked;
    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable AsyncResult<Outcome> result;
    private @Nullable Duration decidedAfter;
    private @Nullable Duration wholeAfter;

    private Client(Call call, VirtualTime time) {
        this.call = call;
        this.time = time;
        this.asked = time.elapsed();
    }

    /** Runs the step on the call and waits. */
    public static Client asks(Step step, Call call, VirtualTime time) {
        Client client = new Client(call, time);
        step.run(call).onComplete(client::heard);
        return client;
    }

    /** Goes away: no one wants the answer any more. */
    public void leaves() {
        call.scope().cancel();
    }

    private void heard(AsyncResult<Outcome> outcome) {
        if (result != null) {
            throw new AssertionError("a second outcome: " + outcome + " after " + result);
        }
        result = outcome;
        decidedAfter = time.elapsed().minus(asked);
        if (outcome.succeeded()
                && outcome.result() instanceof Outcome.Answer answer
                && answer.payload() instanceof Payload.Stream(Pieces stream)) {
            read(stream);
        } else {
            ended();
        }
    }

    private void read(Pieces stream) {
        stream.next().onComplete(piece -> {
            if (piece.failed()) {
                ended();
                throw new AssertionError("a stream failed", piece.cause());
            }
            pieces.add(piece.result());
            if (piece.result().isLast()) {
                ended();
            } else {
                read(stream);
            }
        });
    }

    private void ended() {
        wholeAfter = time.elapsed().minus(asked);
        call.scope().end();
    }

    /** Whether there is an outcome. */
    public boolean hasOutcome() {
        return result != null;
    }

    /** Whether there is an outcome, and nothing of it is still to come. */
    public boolean isDone() {
        return wholeAfter != null;
    }

    /** The outcome; an error where there is none, or where the future failed. */
    public Outcome outcome() {
        AsyncResult<Outcome> heard = result();
        if (heard.failed()) {
            throw new AssertionError("the future failed", heard.cause());
        }
        return heard.result();
    }

    /** Whether there is a bug in place of an outcome: the future failed. */
    public boolean hasFailed() {
        return result().failed();
    }

    /** The bug with which the future failed; an error where it did not. */
    public Throwable bug() {
        AsyncResult<Outcome> heard = result();
        if (heard.succeeded()) {
            throw new AssertionError("no bug but " + heard.result());
        }
        return heard.cause();
    }

    private AsyncResult<Outcome> result() {
        if (result == null) {
            throw new AssertionError("no outcome after " + time.elapsed().minus(asked));
        }
        return result;
    }

    /** How long the outcome took; null while there is none. */
    public @Nullable Duration decidedAfter() {
        return decidedAfter;
    }

    /** How long it took until the outcome was whole: to the last piece of a stream; null while it is not. */
    public @Nullable Duration wholeAfter() {
        return wholeAfter;
    }

    /** What came of a streamed answer so far. */
    public List<Piece> pieces() {
        return List.copyOf(pieces);
    }
}
