package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.loops.Loops;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a body whole, within a size and a time, or refuses it. A body that comes in one piece is not copied. */
final class BodyReader {
    private final Turn turn;
    private final int bytesMost;
    private final Duration within;
    private final Handler<Buffer> whole;
    private final InFlightBytes.Hold bytes;

    private @Nullable Buffer read;
    private Time.@Nullable Timer deadline;
    private boolean done;

    private BodyReader(Turn turn, int bytesMost, Duration within, InFlightBytes all, Handler<Buffer> whole) {
        this.turn = turn;
        this.bytesMost = bytesMost;
        this.within = within;
        this.whole = whole;
        this.bytes = all.open(Loops.current().executor(), () -> tooManyInFlight(all.max()));
        turn.holds(bytes);
    }

    /**
     * Begins to read, in the server's handler of requests.
     *
     * @param all the process's budget of bytes, which the body counts against until its turn is over
     * @param whole is handed the body, and called only where it is whole
     */
    static void read(Turn turn, int bytesMost, Duration within, InFlightBytes all, Handler<Buffer> whole) {
        BodyReader reader = new BodyReader(turn, bytesMost, within, all, whole);
        if (turn.head().length() > bytesMost) {
            reader.tooLarge();
            return;
        }
        HttpServerRequest request = turn.request();
        request.handler(reader::part);
        request.endHandler(_ -> reader.end());
        request.exceptionHandler(_ -> reader.broken());
        if (turn.connection().isHttp1()) {
            turn.connection()
                    .readingBody(reader::late); // the decoder keeps the time, and sets no timer for a body at once
        } else {
            reader.deadline = turn.time().after(within, reader::late);
        }
        if (turn.head().expect() != null) {
            turn.response().writeContinue();
        }
    }

    private void part(Buffer part) {
        if (done) {
            return;
        }
        if (length() + part.length() > bytesMost) {
            tooLarge();
            return;
        }
        bytes.add(part.length());
        if (bytes.isRefused()) {
            return; // the refusal comes in the loop's next turn
        }
        if (read == null) {
            read = part;
        } else {
            read = read.appendBuffer(part);
        }
    }

    private int length() {
        return read == null ? 0 : read.length();
    }

    private void end() {
        if (!bytes.isRefused() && finish()) {
            bytes.whole();
            whole.handle(read == null ? Buffer.buffer() : read);
        }
    }

    private void tooManyInFlight(long max) {
        refuse(Fault.BYTES_IN_FLIGHT.because(
                "all requests together have more than " + max + " bytes, and this one holds most"));
        bytes.release();
    }

    private void tooLarge() {
        refuse(Fault.BODY_TOO_LARGE.because("a body has at most " + bytesMost + " bytes"));
    }

    /** The connection closed, which ends the turn by itself, or the body can't be decoded. */
    private void broken() {
        refuse(Fault.MALFORMED_REQUEST.because("the body breaks the rules of its transfer coding"));
    }

    private boolean late() {
        refuse(Fault.TOO_SLOW.because("the request was not whole " + within.toMillis() + " ms after it began"));
        return true;
    }

    private void refuse(Problem problem) {
        if (finish()) {
            read = null;
            turn.closeAfterwards();
            turn.refuse(problem);
        }
    }

    private boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        turn.connection().readingBody(null);
        if (deadline != null) {
            deadline.cancel();
        }
        return true;
    }
}
