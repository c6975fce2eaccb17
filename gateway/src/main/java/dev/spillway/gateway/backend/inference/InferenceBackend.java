package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Call;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Credentials;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.TensorConfig;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One model on a server of the Open Inference Protocol. Asks and answers on the call's event loop; what is left of the
 * budget travels as {@code grpc-timeout}; a cancelled call resets its stream at once.
 */
public final class InferenceBackend implements Step {
    private static final Metadata.Key<String> TRACE_PARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACE_STATE =
            Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER);

    private final String name;
    private final OpenInferenceConfig config;
    private final GrpcChannels channels;
    private final @Nullable Credentials credentials;
    private final Time time;
    private final InferenceReply reply;
    private final MethodDescriptor<ModelInferRequest, ModelInferResponse> infer;

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
        this.reply = new InferenceReply(config.reply());
        this.infer = GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(config.service(), "ModelInfer"))
                .build();
    }

    @Override
    public Future<Outcome> run(Call call) {
        ModelInferRequest request;
        try {
            request = request(call);
        } catch (ArithmeticException | IllegalArgumentException unfit) {
            return Outcome.failed(Failure.REJECTED, "the input does not fit the model: " + unfit.getMessage());
        }
        GrpcChannels.Lane lane = channels.lane();
        CallOptions options =
                CallOptions.DEFAULT.withDeadlineAfter(call.budget().leftNanos(time), TimeUnit.NANOSECONDS);
        ClientCall<ModelInferRequest, ModelInferResponse> attempt =
                lane.channel().newCall(infer, options);
        Listening listening = new Listening(lane);
        call.scope().onCancel(() -> {
            // A cancelled call whose time was up counts for the connection's silence, like one that grpc ended itself.
            listening.abandoned(call.budget().leftNanos(time) == 0);
            attempt.cancel("no longer wanted", null);
        });
        attempt.start(listening, metadata(call));
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

    private Metadata metadata(Call call) {
        Metadata metadata = new Metadata();
        metadata.put(TRACE_PARENT, call.request().trace().parent());
        if (!call.request().trace().state().isEmpty()) {
            metadata.put(TRACE_STATE, call.request().trace().state());
        }
        if (credentials != null) {
            metadata.put(Metadata.Key.of(credentials.header(), Metadata.ASCII_STRING_MARSHALLER), credentials.value());
        }
        return metadata;
    }

    private Outcome answer(ModelInferResponse message) {
        try {
            InferenceReply.Reading reading = reply.read(message);
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
        private final GrpcChannels.Lane lane;
        private final Promise<Outcome> outcome = Promise.promise();
        private @Nullable ModelInferResponse message;
        private boolean heard;

        Listening(GrpcChannels.Lane lane) {
            this.lane = lane;
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
                outcome.tryComplete(
                        message != null
                                ? answer(message)
                                : Outcome.Failed.because(Failure.BAD_REPLY, "the server sent no message"));
                return;
            }
            if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
                abandoned(true);
            }
            outcome.tryComplete(GrpcFailures.of(status));
        }

        void abandoned(boolean timeIsUp) {
            if (timeIsUp && !heard && !outcome.future().isComplete()) {
                lane.timedOut();
            }
            outcome.tryComplete(
                    timeIsUp
                            ? Outcome.Failed.because(Failure.TIMED_OUT, "the server did not answer in time")
                            : Outcome.Failed.cancelled("no longer wanted"));
        }
    }
}
