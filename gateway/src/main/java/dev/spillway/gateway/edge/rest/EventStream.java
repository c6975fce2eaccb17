package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Outcome;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The reply as server-sent events: {@code answer} for each strictly better answer, then {@code final} or {@code problem}.
 *
 * <p>A client that reads slowly is sent the latest answer when it has room again; those between are dropped. Nothing is
 * written before the first event, so that what is refused before it still has its own status. Confined to the call's event
 * loop.
 */
final class EventStream implements ReplyForm {
    private static final String TYPE = "text/event-stream";

    /** How many bytes may wait to be sent before answers are dropped. */
    private static final int QUEUE_MOST = 16 << 10;

    private static final int FRAME = 32;

    private final Turn turn;
    private final OneReply unbegun;
    private @Nullable Exchange exchange;
    private Outcome.@Nullable Answer waiting;
    private boolean begun;

    EventStream(Turn turn) {
        this.turn = turn;
        this.unbegun = new OneReply(turn);
    }

    @Override
    public void opens(Exchange begun) {
        exchange = begun;
        unbegun.opens(begun);
        turn.response().putHeader("traceparent", begun.call().request().trace().parent());
        flush();
    }

    @Override
    public void interim(Outcome.Answer answer) {
        waiting = answer;
        flush();
    }

    private void flush() {
        if (waiting == null || exchange == null || turn.isOver()) {
            return;
        }
        HttpServerResponse response = turn.response();
        if (begun && response.writeQueueFull()) {
            response.drainHandler(_ -> flush());
            return;
        }
        Buffer data = ReplyJson.of(exchange, waiting);
        waiting = null;
        begin();
        response.write(event("answer", data));
    }

    @Override
    public Future<Void> answer(Outcome.Answer answer) {
        return exchange == null ? unbegun.answer(answer) : end("final", ReplyJson.of(exchange, answer));
    }

    @Override
    public Future<Void> deferred(Outcome.Deferred deferred) {
        return exchange == null || !begun ? unbegun.deferred(deferred) : end("final", ReplyJson.of(exchange, deferred));
    }

    @Override
    public Future<Void> refuse(Problem problem) {
        return exchange == null || !begun
                ? unbegun.refuse(problem)
                : end(
                        "problem",
                        ProblemJson.of(problem, exchange.call().request().id()));
    }

    private void begin() {
        if (!begun) {
            begun = true;
            turn.begin(200);
            turn.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                    .putHeader("x-accel-buffering", "no") // a proxy before us would collect events
                    .setChunked(true)
                    .setWriteQueueMaxSize(QUEUE_MOST);
        }
    }

    /** Sends the last event; what still waits before it is dropped. */
    private Future<Void> end(String name, Buffer data) {
        waiting = null;
        if (turn.isOver()) {
            return Future.succeededFuture();
        }
        begin();
        return turn.end(event(name, data));
    }

    /** One event; the data is one line. */
    private static Buffer event(String name, Buffer data) {
        return Buffer.buffer(data.length() + FRAME)
                .appendString("event: ")
                .appendString(name)
                .appendString("\ndata: ")
                .appendBuffer(data)
                .appendString("\n\n");
    }
}
