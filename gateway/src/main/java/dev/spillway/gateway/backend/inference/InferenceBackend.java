package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Call;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Billing;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.LastFailure;
import dev.spillway.gateway.backend.ServerWords;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One model on a server of the Open Inference Protocol. Asks and answers on the call's event loop; what is left of the
 * budget travels as {@code grpc-timeout}; a cancelled call resets its stream at once.
 */
public final class InferenceBackend implements Backend {
    private static final Duration MAX_WAIT_FOR_METADATA = Duration.ofMillis(500);
    private static final Duration MAX_WAIT_FOR_READINESS = Duration.ofMillis(100);

    private final String name;
    private final OpenInferenceConfig config;
    private final GrpcChannels channels;
    private final Time time;
    private final Billing billing;
    private final InferenceReply reply;
    private final MethodDescriptor<ModelInferRequest, ModelInferResponse> infer;
    private final CallOptions options;
    private final Headers headers;
    private final ModelQuestions questions;
    private final Learning learning;
    private final LastFailure lastFailure;
    private final AtomicInteger attempts = new AtomicInteger();

    /**
     * Connects to nothing until the first call, or until it is told to {@link #prepare}.
     *
     * @param name the backend's name in the configuration
     * @param channels to the server; may serve other models too
     * @param credentials null if no credentials are sent to the server
     */
    public InferenceBackend(
            String name,
            OpenInferenceConfig config,
            GrpcChannels channels,
            @Nullable Credentials credentials,
            Time time) {
        this.name = name;
        this.config = config;
        this.channels = channels;
        this.time = time;
        this.billing = new Billing(config.price());
        this.reply = new InferenceReply(config.reply(), config.dialect());
        this.infer = ModelQuestions.at(config.serviceName(), GRPCInferenceServiceGrpc.getModelInferMethod());
        this.options = CallOptions.DEFAULT.withMaxInboundMessageSize(
                Math.toIntExact(config.maxReplyBytes().bytes()));
        this.headers = new Headers(config.headers(), credentials);
        this.lastFailure = new LastFailure(name, time);
        this.questions = new ModelQuestions(config, channels, headers, time);
        this.learning = new Learning(RequestPlan.of(config), () -> questions.signature(MAX_WAIT_FOR_METADATA), time);
    }

    /** Asks the model for its signature ahead of the first call. On an event loop. */
    public void prepare() {
        if (!learning.isSettled()) {
            var _ = learning.ask();
        }
    }

    @Override
    public Future<Outcome> run(Call call) {
        return learning.isSettled() ? attempt(call) : whenLearned(call);
    }

    /** The first calls wait until the model has said what it takes, half of their time at most. */
    private Future<Outcome> whenLearned(Call call) {
        EventLoop loop = Loops.current().executor();
        Promise<Void> go = Promise.promise();
        Duration wait = shorter(MAX_WAIT_FOR_METADATA, call.budget().leftNanos(time) / 2);
        Time.Timer timer = time.after(wait, go::tryComplete);
        call.scope().onCancel(go::tryComplete);
        learning.ask().onComplete(_ -> loop.execute(go::tryComplete));
        return go.future().compose(_ -> {
            timer.cancel();
            return attempt(call);
        });
    }

    private Future<Outcome> attempt(Call call) {
        if (call.scope().isOver()) {
            return Future.succeededFuture(Outcome.Failed.cancelled("the call was over before it was sent"));
        }
        ModelInferRequest request;
        try {
            request =
                    learning.plan().request(call.request().id(), call.request().input());
        } catch (ArithmeticException | IllegalArgumentException unfit) {
            return Outcome.failed(Failure.REJECTED, "the input does not fit the model: " + unfit.getMessage());
        }
        if (request.getSerializedSize() > config.maxRequestBytes().bytes()) { // kept for sending
            return Outcome.failed(
                    Failure.TOO_LARGE,
                    "the request has " + request.getSerializedSize() + " bytes, more than " + config.maxRequestBytes());
        }
        Billing.Bill bill = billing.open(call);
        if (bill == null) {
            return Outcome.refused(Refusal.NO_MONEY, "a call to " + name + " costs " + billing.of(Usage.NONE));
        }
        GrpcChannels.Lane lane = channels.lane();
        Listening listening = new Listening(call, lane, bill);
        CallOptions bounded = options.withDeadlineAfter(call.budget().leftNanos(time), TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(
                        new ReplyBytes(channels.inFlight(), Loops.current().executor(), listening::tooManyBytes));
        // Under the door's context, work that outlives its caller would end with the caller's call.
        Context outer = Context.ROOT.attach();
        try {
            return begin(call, listening, lane.channel().newCall(infer, bounded), request);
        } finally {
            Context.ROOT.detach(outer);
        }
    }

    private Future<Outcome> begin(
            Call call,
            Listening listening,
            ClientCall<ModelInferRequest, ModelInferResponse> attempt,
            ModelInferRequest request) {
        attempts.incrementAndGet();
        listening.attempt = attempt;
        call.scope().onCancel(() -> {
            // A cancelled call whose time was up counts for the connection's silence, like one that grpc ended itself.
            listening.abandoned(call.budget().leftNanos(time) == 0);
            attempt.cancel("no longer wanted", null);
        });
        attempt.start(listening, headers.of(call.request().trace()));
        attempt.sendMessage(request);
        attempt.halfClose();
        attempt.request(2); // the second asks for the status, which follows the one message
        return listening.outcome.future();
    }

    private Outcome answer(Call call, ModelInferResponse message) {
        if (isOfAnotherModel(message)) {
            lastFailure.said("a reply of another model: " + ServerWords.line(message.getModelName()));
            return Outcome.Failed.because(Failure.BAD_REPLY, "another model answered than the one that was asked");
        }
        try {
            InferenceReply.Reading reading = reply.read(message);
            Entry entry = call.journal().entry();
            if (entry != null) {
                entry.raw(reading.confidence());
                entry.note(reading.remark());
            }
            questions.answered();
            return new Outcome.Answer(
                    new Payload.Whole(reading.fields()),
                    reading.confidence(),
                    Quality.FULL,
                    new Source.Backend(name, config.model(), ServerWords.name(message.getModelVersion()), 0),
                    FollowUp.none());
        } catch (IllegalArgumentException unreadable) {
            return Outcome.Failed.because(Failure.BAD_REPLY, String.valueOf(unreadable.getMessage()));
        }
    }

    /** While one application is deployed, some servers let it answer for every name. No name names no other model. */
    private boolean isOfAnotherModel(ModelInferResponse message) {
        return !config.acceptRenamedModel()
                && !message.getModelName().isEmpty()
                && !message.getModelName().equals(config.model());
    }

    private static Duration shorter(Duration one, long otherNanos) {
        return one.toNanos() < otherNanos ? one : Duration.ofNanos(otherNanos);
    }

    /** Hears one attempt's reply. */
    private final class Listening extends ClientCall.Listener<ModelInferResponse> {
        private final Call call;
        private final GrpcChannels.Lane lane;
        private final Billing.Bill bill;
        private final Promise<Outcome> outcome = Promise.promise();
        private @Nullable ModelInferResponse message;
        private boolean heard;
        private @Nullable ClientCall<ModelInferRequest, ModelInferResponse> attempt;

        Listening(Call call, GrpcChannels.Lane lane, Billing.Bill bill) {
            this.call = call;
            this.lane = lane;
            this.bill = bill;
        }

        @Override
        public void onHeaders(Metadata headers) {
            heard = true;
            lane.heard();
        }

        @Override
        public void onMessage(ModelInferResponse came) {
            message = came;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
                lane.heard();
                complete(
                        message != null
                                ? answer(call, message)
                                : Outcome.Failed.because(Failure.BAD_REPLY, "the server sent no message"));
            } else if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
                abandoned(true);
            } else if (!outcome.future().isComplete()) {
                failed(status, trailers);
            }
        }

        private void failed(Status status, Metadata trailers) {
            lastFailure.said(GrpcFailures.brief(status));
            Failure why = questions.dialect(status);
            if (why == null && GrpcFailures.mayBeUnready(status) && questions.asksReadiness()) {
                settle(status, trailers);
            } else {
                fail(status, trailers, why != null ? why : GrpcFailures.of(status, wasSent(), heard));
            }
        }

        /** ModelReady tells a model that is missing or being loaded from an input that it refuses. */
        private void settle(Status status, Metadata trailers) {
            EventLoop loop = Loops.current().executor();
            Duration wait = shorter(MAX_WAIT_FOR_READINESS, call.budget().leftNanos(time) / 2);
            Time.Timer timer = time.after(
                    wait, () -> fail(status, trailers, GrpcFailures.settled(status, ModelState.Verdict.UNKNOWN)));
            questions
                    .readiness()
                    .onComplete(verdict -> loop.execute(() -> {
                        timer.cancel();
                        fail(status, trailers, GrpcFailures.settled(status, verdict.result()));
                    }));
        }

        private void fail(Status status, Metadata trailers, Failure why) {
            switch (why) {
                case NOT_READY, REJECTED, UNREACHABLE -> learning.doubt();
                default -> {}
            }
            String detail = GrpcFailures.detail(status, why, config.maxReplyBytes(), heard);
            complete(GrpcRetry.told(Outcome.Failed.because(why, detail), status, trailers));
        }

        /** No one waits any more: because time was up, or because the caller or a race ended it. */
        void abandoned(boolean timeIsUp) {
            if (timeIsUp && !heard && !outcome.future().isComplete()) {
                lane.timedOut();
            }
            complete(
                    timeIsUp
                            ? Outcome.Failed.because(Failure.TIMED_OUT, "the server did not answer in time")
                            : Outcome.Failed.cancelled("no longer wanted"));
        }

        /** The replies of all calls together have grown too large, and this one is the largest. */
        void tooManyBytes() {
            complete(Outcome.Failed.because(
                    Failure.BAD_REPLY,
                    "its reply was given up: all messages in flight together have more than "
                            + channels.inFlight().max() + " bytes, and this one holds most"));
            if (attempt != null) {
                attempt.cancel("too many bytes are in flight", null);
            }
        }

        private void complete(Outcome what) {
            if (outcome.future().isComplete()) {
                return;
            }
            attempts.decrementAndGet();
            if (what instanceof Outcome.Failed failed && failed.why() == Failure.UNREACHABLE) {
                lane.unreachable(time.nanos());
            }
            if (wasSent()) {
                bill.settle();
            } else {
                bill.cancel();
            }
            outcome.complete(what);
        }

        /** Whether the attempt had a connection, so that the server may have seen it. */
        private boolean wasSent() {
            return attempt != null && attempt.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) != null;
        }
    }

    @Override
    public Future<Health> health(Duration timeout) {
        return questions.health(timeout, learning).map(lastFailure::behind);
    }

    @Override
    public void reconnect() {
        channels.reconnect();
    }

    @Override
    public Load load() {
        return new Load(attempts.get(), 0, 0);
    }

    /** The channels may serve other models, so they are closed by whoever opened them. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    @Override
    public String toString() {
        return "backend " + name;
    }
}
