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
import dev.spillway.core.Trace;
import dev.spillway.gateway.backend.Backend;
import dev.spillway.gateway.backend.Billing;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.backend.Usage;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.TensorConfig;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelReadyRequest;
import dev.spillway.proto.inference.ModelReadyResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One model on a server of the Open Inference Protocol. Asks and answers on the call's event loop; what is left of the
 * budget travels as {@code grpc-timeout}; a cancelled call resets its stream at once.
 */
public final class InferenceBackend implements Backend {
    private static final Metadata.Key<String> TRACE_PARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACE_STATE =
            Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER);

    private final String name;
    private final OpenInferenceConfig config;
    private final GrpcChannels channels;
    private final @Nullable Credentials credentials;
    private final Time time;
    private final Billing billing;
    private final InferenceReply reply;
    private final MethodDescriptor<ModelInferRequest, ModelInferResponse> infer;
    private final MethodDescriptor<ModelReadyRequest, ModelReadyResponse> ready;
    private final AtomicInteger attempts = new AtomicInteger();

    /**
     * Connects to nothing until the first call.
     *
     * @param name the backend's name in the configuration
     * @param channels to the server; may serve other models too
     * @param credentials null where nothing is shown to the server
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
        this.credentials = credentials;
        this.time = time;
        this.billing = new Billing(config.price());
        this.reply = new InferenceReply(config.reply());
        this.infer = at(config.service(), GRPCInferenceServiceGrpc.getModelInferMethod());
        this.ready = at(config.service(), GRPCInferenceServiceGrpc.getModelReadyMethod());
    }

    private static <Q, R> MethodDescriptor<Q, R> at(String service, MethodDescriptor<Q, R> method) {
        String name = method.getBareMethodName();
        return method.toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, Objects.requireNonNull(name)))
                .build();
    }

    @Override
    public Future<Outcome> run(Call call) {
        if (call.scope().isOver()) {
            return Future.succeededFuture(Outcome.Failed.cancelled("the call was over before it was sent"));
        }
        ModelInferRequest request;
        try {
            request = request(call);
        } catch (ArithmeticException | IllegalArgumentException unfit) {
            return Outcome.failed(Failure.REJECTED, "the input does not fit the model: " + unfit.getMessage());
        }
        Billing.Bill bill = billing.open(call);
        if (bill == null) {
            return Outcome.refused(Refusal.NO_MONEY, "a call to " + name + " costs " + billing.of(Usage.NONE));
        }
        GrpcChannels.Lane lane = channels.lane();
        CallOptions options =
                CallOptions.DEFAULT.withDeadlineAfter(call.budget().leftNanos(time), TimeUnit.NANOSECONDS);
        // Under the door's context, work that outlives its caller would end with the caller's call.
        Context outer = Context.ROOT.attach();
        try {
            return begin(call, lane, lane.channel().newCall(infer, options), request, bill);
        } finally {
            Context.ROOT.detach(outer);
        }
    }

    private Future<Outcome> begin(
            Call call,
            GrpcChannels.Lane lane,
            ClientCall<ModelInferRequest, ModelInferResponse> attempt,
            ModelInferRequest request,
            Billing.Bill bill) {
        attempts.incrementAndGet();
        Listening listening = new Listening(call, attempt, lane, bill);
        call.scope().onCancel(() -> {
            // A cancelled call whose time was up counts for the connection's silence, like one that grpc ended itself.
            listening.abandoned(call.budget().leftNanos(time) == 0);
            attempt.cancel("no longer wanted", null);
        });
        attempt.start(listening, metadata(call.request().trace()));
        attempt.sendMessage(request);
        attempt.halfClose();
        attempt.request(2); // the second asks for the status, which follows the one message
        return listening.outcome.future();
    }

    private ModelInferRequest request(Call call) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(config.model())
                .setModelVersion(config.version())
                .setId(call.request().id());
        Map<String, @Nullable Object> input = call.request().input();
        config.inputs().forEach((tensor, as) -> {
            String field = as.from() != null ? as.from() : tensor;
            Object value = input.get(field);
            if (value == null) {
                throw new IllegalArgumentException("the field " + field + " is missing");
            }
            request.addInputs(Tensors.tensor(tensor, as.datatype(), value));
        });
        input.forEach((field, value) -> {
            if (value != null && !isMapped(field)) {
                request.addInputs(Tensors.tensor(field, Tensors.datatypeOf(value), value));
            }
        });
        return request.build();
    }

    private boolean isMapped(String field) {
        for (Map.Entry<String, TensorConfig> input : config.inputs().entrySet()) {
            String from = input.getValue().from();
            if (field.equals(from != null ? from : input.getKey())) {
                return true;
            }
        }
        return false;
    }

    private Metadata metadata(Trace trace) {
        Metadata metadata = credentials();
        metadata.put(TRACE_PARENT, trace.parent());
        if (!trace.state().isEmpty()) {
            metadata.put(TRACE_STATE, trace.state());
        }
        return metadata;
    }

    private Metadata credentials() {
        Metadata metadata = new Metadata();
        if (credentials != null) {
            metadata.put(Metadata.Key.of(credentials.header(), Metadata.ASCII_STRING_MARSHALLER), credentials.value());
        }
        return metadata;
    }

    private Outcome answer(Call call, ModelInferResponse message) {
        try {
            InferenceReply.Reading reading = reply.read(message);
            Entry entry = call.journal().entry();
            if (entry != null) {
                entry.raw(reading.confidence());
                entry.note(reading.remark());
            }
            return new Outcome.Answer(
                    new Payload.Whole(reading.fields()),
                    reading.confidence(),
                    Quality.FULL,
                    new Source.Backend(name, config.model(), message.getModelVersion(), 0),
                    FollowUp.none());
        } catch (IllegalArgumentException unreadable) {
            return Outcome.Failed.because(Failure.BAD_REPLY, String.valueOf(unreadable.getMessage()));
        }
    }

    /** Hears one attempt's reply. */
    private final class Listening extends ClientCall.Listener<ModelInferResponse> {
        private final Call call;
        private final ClientCall<ModelInferRequest, ModelInferResponse> attempt;
        private final GrpcChannels.Lane lane;
        private final Billing.Bill bill;
        private final Promise<Outcome> outcome = Promise.promise();
        private @Nullable ModelInferResponse message;
        private boolean heard;

        Listening(
                Call call,
                ClientCall<ModelInferRequest, ModelInferResponse> attempt,
                GrpcChannels.Lane lane,
                Billing.Bill bill) {
            this.call = call;
            this.attempt = attempt;
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
            } else {
                complete(GrpcFailures.of(status, wasSent()));
            }
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
            return attempt.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) != null;
        }
    }

    @Override
    public Future<Health> health(Duration most) {
        Promise<Health> health = Promise.promise();
        ClientCall<ModelReadyRequest, ModelReadyResponse> ask = channels.lane()
                .channel()
                .newCall(ready, CallOptions.DEFAULT.withDeadlineAfter(most.toNanos(), TimeUnit.NANOSECONDS));
        ask.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(ModelReadyResponse said) {
                        health.tryComplete(
                                new Health(said.getReady(), said.getReady() ? "ready" : "the model is not ready"));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        health.tryComplete(new Health(false, GrpcFailures.brief(status)));
                    }
                },
                credentials());
        ask.sendMessage(ModelReadyRequest.newBuilder()
                .setName(config.model())
                .setVersion(config.version())
                .build());
        ask.halfClose();
        ask.request(2);
        return health.future();
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
