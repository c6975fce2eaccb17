package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.gateway.edge.Door;
import dev.spillway.gateway.edge.Exchange;
import dev.spillway.gateway.edge.Intake;
import dev.spillway.gateway.edge.Problem;
import dev.spillway.gateway.edge.Replies;
import dev.spillway.gateway.edge.Statuses;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.vertx.core.AsyncResult;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call at the gRPC door, from its message to its status. The client's leaving cancels the scope; the status ends it.
 *
 * @param <R> the message that carries the final reply
 */
abstract class UnaryExchange<R> extends ServerCall.Listener<ExecuteRequest> {
    private final ServerCall<ExecuteRequest, R> call;
    private final Function<ExecuteResponse, R> last;
    private final Intake intake;
    private final Consumer<Throwable> defects;
    private @Nullable ExecuteRequest request;
    private @Nullable Exchange exchange;
    private boolean headersSent;

    UnaryExchange(
            ServerCall<ExecuteRequest, R> call,
            Function<ExecuteResponse, R> last,
            Intake intake,
            Consumer<Throwable> defects) {
        this.call = call;
        this.last = last;
        this.intake = intake;
        this.defects = defects;
    }

    /** The whole request is here: make the exchange and {@link #run} it. */
    abstract void begin(ExecuteRequest request);

    @Override
    public void onMessage(ExecuteRequest message) {
        request = message;
    }

    @Override
    public void onHalfClose() {
        if (request == null) {
            call.close(Status.INTERNAL.withDescription("the call ended before its message came"), new Metadata());
            return;
        }
        if (LenientRequests.isNot(request)) {
            Problem problem = Statuses.of(Outcome.Refused.because(Refusal.INVALID, "its bytes are no ExecuteRequest"));
            call.close(GrpcProblems.status(problem), GrpcProblems.trailers(problem, ""));
            return;
        }
        begin(request);
    }

    @Override
    public void onCancel() {
        if (exchange != null) {
            exchange.call().scope().cancel();
            exchange.call().journal().seal();
            intake.abandoned(Door.GRPC, exchange);
        }
    }

    /** The status has been flushed. */
    @Override
    public void onComplete() {
        if (exchange != null) {
            intake.delivered(Door.GRPC, exchange);
        }
    }

    void run(Exchange begun) {
        exchange = begun;
        begun.outcome().onComplete(outcome -> finish(begun, outcome));
    }

    @Nullable
    Exchange exchange() {
        return exchange;
    }

    private void finish(Exchange done, AsyncResult<Outcome> result) {
        if (call.isCancelled()) {
            return; // the client has left, and onCancel has ended the call
        }
        try {
            if (result.failed()) {
                defects.accept(result.cause());
                refuse(done, Statuses.ofDefect());
            } else {
                finish(done, done.told(result.result()));
            }
        } catch (RuntimeException bug) {
            defects.accept(bug);
            refuse(done, Statuses.ofDefect());
        } finally {
            done.call().journal().seal();
            done.call().scope().end();
        }
    }

    private void finish(Exchange done, Outcome outcome) {
        switch (outcome) {
            case Outcome.Answer answer -> {
                send(last.apply(Replies.of(done.call(), answer, done.grantedNanos())), done);
                call.close(Status.OK, new Metadata());
            }
            case Outcome.Refused refused -> refuse(done, Statuses.of(refused));
            case Outcome.Failed failed -> refuse(done, Statuses.of(failed));
            case Outcome.Deferred deferred
            when deferred.confirmed() -> {
                send(last.apply(Replies.of(done.call(), deferred, done.grantedNanos())), done);
                call.close(Status.OK, new Metadata());
            }
            case Outcome.Deferred(var handle, var _) -> refuse(done, Statuses.unconfirmed(handle));
        }
    }

    /** Sends a message; the headers go before the first one. */
    void send(R message, Exchange under) {
        if (!headersSent) {
            headersSent = true;
            Metadata headers = new Metadata();
            headers.put(GrpcDoor.TRACE_PARENT, under.call().request().trace().parent());
            call.sendHeaders(headers);
        }
        call.sendMessage(message);
    }

    private void refuse(Exchange done, Problem problem) {
        Metadata trailers = GrpcProblems.trailers(problem, done.call().request().id());
        trailers.put(GrpcDoor.TRACE_PARENT, done.call().request().trace().parent());
        call.close(GrpcProblems.status(problem), trailers);
    }
}
