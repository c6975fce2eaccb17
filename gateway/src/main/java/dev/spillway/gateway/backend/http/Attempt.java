package dev.spillway.gateway.backend.http;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.RetryAfter;
import dev.spillway.core.Trace;
import dev.spillway.gateway.backend.Billing;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.Size;
import dev.spillway.gateway.loops.Loops;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request to a service, from the wait for a connection to the reply's last byte. Confined to the call's event loop. */
final class Attempt implements Lane.Taker {
    /** Tells the service what is left of the budget, as whole milliseconds: {@code 120ms}. */
    static final String BUDGET_HEADER = "spillway-budget";

    private final HttpJsonBackend backend;
    private final Call call;
    private final String target;
    private final byte @Nullable [] body;
    private final Billing.Bill bill;
    private final Lane lane;
    private final Promise<Outcome> outcome = Promise.promise();

    private Lane.@Nullable Lent connection;
    private @Nullable HttpClientResponse response;
    private @Nullable Buffer received;
    private InFlightBytes.@Nullable Hold held;
    private boolean sent;
    private boolean sentAgain;
    private boolean over;

    Attempt(HttpJsonBackend backend, Call call, String target, byte @Nullable [] body, Billing.Bill bill, Lane lane) {
        this.backend = backend;
        this.call = call;
        this.target = target;
        this.body = body;
        this.bill = bill;
        this.lane = lane;
    }

    Future<Outcome> run() {
        call.scope().onCancel(this::abandon);
        if (!over && !lane.acquire(this)) {
            finish(Outcome.Refused.because(
                    Refusal.OVERLOADED, "too many calls wait for a connection to " + backend.name()));
        }
        return outcome.future();
    }

    @Override
    public void none(Throwable why) {
        finish(Outcome.Failed.because(Failure.UNREACHABLE, "can't connect: " + Reasons.of(why)));
    }

    @Override
    public void take(Lane.Lent lent) {
        connection = lent;
        RequestOptions line =
                new RequestOptions().setMethod(backend.plan().method()).setURI(target);
        lent.connection().request(line).onComplete(made -> {
            if (made.succeeded()) {
                send(made.result());
            } else {
                finish(Outcome.Failed.because(Failure.UNREACHABLE, "can't send: " + Reasons.of(made.cause())));
            }
        });
    }

    private void send(HttpClientRequest request) {
        UrlTemplate url = backend.plan().url();
        request.authority(HostAndPort.create(url.host(), url.port()));
        request.exceptionHandler(_ -> {}); // the response's future fails, too
        writeHeaders(request.headers());
        sent = true;
        Future<HttpClientResponse> answered =
                body == null ? request.send() : request.send(BufferInternal.buffer(Unpooled.wrappedBuffer(body)));
        answered.onComplete(this::head);
    }

    private void writeHeaders(MultiMap headers) {
        backend.plan().writeHeaders(headers, body != null);
        Trace trace = call.request().trace();
        headers.set("traceparent", trace.parent());
        if (!trace.state().isEmpty()) {
            headers.set("tracestate", trace.state());
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(call.budget().leftNanos(backend.time()));
        headers.set(BUDGET_HEADER, Math.max(1, leftMillis) + "ms");
        Credentials credentials = backend.credentials();
        if (credentials != null) {
            headers.set(credentials.header(), credentials.value());
        }
    }

    private void head(AsyncResult<HttpClientResponse> answered) {
        if (over) {
            return;
        }
        if (answered.failed()) {
            lost(answered.cause());
            return;
        }
        lane.heard();
        HttpClientResponse reply = answered.result();
        response = reply;
        reply.exceptionHandler(this::lost).handler(this::chunk).endHandler(_ -> end(reply));
    }

    private void chunk(Buffer chunk) {
        if (over) {
            return;
        }
        if (held == null) {
            held = backend.inFlight().open(Loops.current().executor(), this::tooManyBytes);
        }
        held.add(chunk.length());
        if (held.isRefused()) {
            return; // the refusal comes in the loop's next turn
        }
        Buffer all = received == null ? chunk : received.appendBuffer(chunk);
        received = all;
        Size most = backend.plan().wire().replyMost();
        if (all.length() > most.bytes()) {
            finish(Outcome.Failed.because(Failure.BAD_REPLY, "the reply is larger than " + most));
        }
    }

    private void tooManyBytes() {
        finish(Outcome.Failed.because(
                Failure.BAD_REPLY,
                "its reply was given up: all messages in flight together have more than "
                        + backend.inFlight().max() + " bytes, and this one holds most"));
    }

    private void end(HttpClientResponse reply) {
        if (over || (held != null && held.isRefused())) {
            return;
        }
        byte[] bytes = received == null ? new byte[0] : received.getBytes();
        if (connection != null && isReusable(reply)) {
            lane.release(connection);
            connection = null;
        }
        if (Statuses.isAnswer(reply.statusCode())) {
            Protocol.Reading reading = backend.plan().protocol().read(bytes, backend.source());
            if (reading.usage() != null) {
                bill.settle(reading.usage());
            }
            note(reading);
            finish(reading.outcome());
        } else {
            bill.settle(Usage.NONE); // tokens are billed with an answer only
            finish(failed(reply, ErrorReply.of(bytes)));
        }
    }

    private static boolean isReusable(HttpClientResponse reply) {
        String wish = reply.getHeader(HttpHeaders.CONNECTION);
        return reply.version() == HttpVersion.HTTP_1_1
                && (wish == null || !wish.toLowerCase(Locale.ROOT).contains("close"));
    }

    private void note(Protocol.Reading reading) {
        Entry entry = call.journal().entry();
        if (entry != null && reading.outcome() instanceof Outcome.Answer answer) {
            entry.raw(answer.confidence());
            entry.note(reading.remark());
        }
    }

    private Outcome failed(HttpClientResponse reply, ErrorReply error) {
        int status = reply.statusCode();
        Duration retryAfter = retryAfter(reply);
        backend.lastFailure().said("HTTP status " + status + (error.text().isEmpty() ? "" : ": " + error.text()));
        return Outcome.Failed.because(
                backend.plan().failure(status, !retryAfter.isZero(), error),
                "HTTP status " + status
                        + (error.word().isEmpty() ? "" : " (" + error.word() + ")")
                        + (retryAfter.isZero() ? "" : ", to be retried after " + Reasons.seconds(retryAfter)),
                retryAfter);
    }

    /** As the OpenAI clients do, the finer of the two headers first. */
    private Duration retryAfter(HttpClientResponse reply) {
        Duration fine = RetryAfter.ofMillis(reply.getHeader("retry-after-ms"));
        return fine.isZero()
                ? RetryAfter.ofHttp(
                        reply.getHeader(HttpHeaders.RETRY_AFTER),
                        reply.getHeader(HttpHeaders.DATE),
                        backend.time().now())
                : fine;
    }

    private void lost(Throwable why) {
        boolean isNoHttp = why instanceof DecoderException
                || why instanceof IllegalArgumentException
                || why instanceof IllegalStateException; // a version that does not exist
        if (isNoHttp) {
            finish(Outcome.Failed.because(Failure.BAD_REPLY, "the reply is not HTTP"));
        } else if (response == null && mayBeSentAgain()) {
            sendAgain();
        } else if (response == null) {
            finish(Outcome.Failed.because(Failure.BACKEND_ERROR, "no reply: " + Reasons.of(why)));
        } else {
            finish(Outcome.Failed.because(Failure.BACKEND_ERROR, "the reply is cut short: " + Reasons.of(why)));
        }
    }

    /**
     * Whether the server closed a kept connection just as the request went out, which happens in ordinary operation. Only
     * what may be done twice is sent again (RFC 9110, section 9.2.2), and only once.
     */
    private boolean mayBeSentAgain() {
        boolean isIdempotent = backend.plan().wire().method() != HttpJsonConfig.Method.POST;
        return isIdempotent && !sentAgain && connection != null && connection.isProven();
    }

    private void sendAgain() {
        sentAgain = true;
        if (connection != null) {
            lane.retire(connection);
            connection = null;
        }
        if (!lane.acquire(this)) {
            finish(Outcome.Failed.because(Failure.BACKEND_ERROR, "no reply, and no connection to ask again"));
        }
    }

    private void abandon() {
        if (over) {
            return;
        }
        if (connection == null) {
            lane.forget(this);
        } else if (response == null && call.budget().leftNanos(backend.time()) == 0) {
            lane.timedOut(connection);
        }
        finish(Outcome.Failed.cancelled("no longer wanted"));
    }

    /** Ends the attempt. What is still on the wire is cut by closing the connection. */
    private void finish(Outcome what) {
        if (over) {
            return;
        }
        over = true;
        received = null;
        if (held != null) {
            held.release();
        }
        if (sent) {
            bill.settle();
        } else {
            bill.cancel();
        }
        if (connection != null) {
            lane.retire(connection);
        }
        outcome.complete(what);
    }
}
