package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.RetryDelay;
import dev.spillway.gateway.edge.Timing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one reply: written in time, and with a clean end of the connection where the request was not read
 * whole. Confined to the connection's event loop.
 */
final class Turn {
    /** How long a client may take to read a reply before its connection is closed. */
    private static final Duration WRITE_WITHIN = Duration.ofSeconds(10);

    /** How long a refused body is read and thrown away, so that the client reads the refusal and not a reset. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final HttpServerRequest request;
    private final ClientConnection connection;
    private final Head head;
    private final Time time;
    private final long arrivalNanos;
    private final Timing timing;

    private boolean replied;
    private boolean over;
    private boolean closes;
    private @Nullable Runnable onGone;
    private InFlightBytes.@Nullable Hold held;

    private Turn(HttpServerRequest request, ClientConnection connection, Head head, Time time) {
        this.request = request;
        this.connection = connection;
        this.head = head;
        this.time = time;
        this.arrivalNanos = connection.arrivalNanos();
        Duration stated =
                head.budget() == null ? null : BudgetText.read(head.budget().trim());
        this.timing =
                stated == null && head.proxied() == null ? Timing.NONE : new Timing(stated, null, head.proxied(), 0);
    }

    /** Begins a turn, in the server's handler of requests. */
    static Turn begin(HttpServerRequest request, Time time) {
        ClientConnection connection = ClientConnection.of(request.connection());
        Turn turn = new Turn(request, connection, Head.of(request), time);
        connection.turnBegins();
        request.response().closeHandler(_ -> turn.gone());
        request.response().exceptionHandler(cause -> {
            if (cause instanceof StreamResetException) { // other causes still leave room for a reply
                turn.gone();
            }
        });
        return turn;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    ClientConnection connection() {
        return connection;
    }

    Head head() {
        return head;
    }

    Time time() {
        return time;
    }

    /** When the request's first byte came, on the monotonic clock: when it was seen, less what it had waited for the loop. */
    long arrivalNanos() {
        return arrivalNanos;
    }

    /** What the headers say of the time that there is; a budget that can't be read is none. */
    Timing timing() {
        return timing;
    }

    /** Whether the reply has been handed over, or no one waits for it any more. */
    boolean isOver() {
        return replied || over;
    }

    /** What to do when the client leaves before the reply. */
    void onGone(Runnable task) {
        onGone = task;
        if (over) {
            task.run();
        }
    }

    /** Ends the connection with the reply. */
    void closeAfterwards() {
        closes = true;
    }

    /** Refuses a request that is no call; its id is the caller's trace, if it brought one, else a new one. */
    Future<Void> refuse(Problem problem) {
        return refuse(problem, RequestIds.fresh());
    }

    /**
     * Says why there is no answer.
     *
     * @param requestId as logs and traces know the request
     */
    Future<Void> refuse(Problem problem, String requestId) {
        RetryDelay retry = RetryDelay.of(problem);
        if (retry != null) {
            response()
                    .putHeader(HttpHeaders.RETRY_AFTER, retry.seconds())
                    .putHeader("retry-after-ms", retry.headerMillis());
        }
        if (problem.http() == 401) {
            response().putHeader("www-authenticate", "Bearer realm=\"spillway\"");
        }
        return reply(problem.http(), ProblemJson.TYPE, ProblemJson.of(problem, requestId));
    }

    /**
     * Replies once, in one piece.
     *
     * @return completes when the reply has been written, or can't be any more; never fails
     */
    Future<Void> reply(int status, String type, Buffer body) {
        if (isOver()) {
            return Future.succeededFuture();
        }
        begin(status);
        response().putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (request.method().equals(HttpMethod.HEAD)) {
            response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            return end(Buffer.buffer());
        }
        return end(body);
    }

    /** Replies once, without a body. */
    Future<Void> reply(int status) {
        if (isOver()) {
            return Future.succeededFuture();
        }
        begin(status);
        return end(Buffer.buffer());
    }

    /** Sets what every reply has. */
    void begin(int status) {
        HttpServerResponse response = response().setStatusCode(status);
        response.putHeader("x-content-type-options", "nosniff");
        if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        boolean unread = head.announcesBody() && !request.isEnded();
        closes = connection.isHttp1() && (closes || unread || connection.isToEnd());
        if (closes) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Writes the last of a reply that was begun. */
    Future<Void> end(Buffer last) {
        replied = true;
        Promise<Void> done = Promise.promise();
        Future<Void> written = response().end(last);
        Time.Timer stuck = written.isComplete()
                ? null
                : time.after(WRITE_WITHIN, () -> connection.connection().close());
        written.onComplete(_ -> {
            if (stuck != null) {
                stuck.cancel();
            }
            over();
            leave();
            done.complete();
        });
        return done.future();
    }

    private void leave() {
        if (!closes) {
            return;
        }
        if (request.isEnded() || !head.announcesBody()) {
            connection.connection().close();
            return;
        }
        connection.leaves();
        Time.Timer enough = time.after(LINGER, () -> connection.connection().close());
        request.handler(_ -> {
            // what was refused is read and thrown away
        });
        request.exceptionHandler(_ -> connection.connection().close());
        request.endHandler(_ -> {
            enough.cancel();
            connection.connection().close();
        });
    }

    private void gone() {
        if (isOver()) {
            return; // the end of the reply's writing ends the turn
        }
        over();
        if (onGone != null) {
            onGone.run();
        }
    }

    /** What the request takes of the process's budget of bytes, until the turn is over. */
    void holds(InFlightBytes.Hold bytes) {
        held = bytes;
        if (over) {
            bytes.release();
        }
    }

    private void over() {
        if (!over) {
            over = true;
            if (held != null) {
                held.release();
            }
            connection.turnEnds();
        }
    }
}
