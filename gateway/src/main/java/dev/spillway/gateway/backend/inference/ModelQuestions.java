package dev.spillway.gateway.backend.inference;

import dev.spillway.core.Failure;
import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend.Health;
import dev.spillway.gateway.backend.GrpcChannels;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenInferenceConfig.Dialect;
import dev.spillway.gateway.config.OpenInferenceConfig.Readiness;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.ModelMetadataRequest;
import dev.spillway.proto.inference.ModelMetadataResponse;
import dev.spillway.proto.inference.ModelReadyRequest;
import dev.spillway.proto.inference.ModelReadyResponse;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is asked of a model beside the calls: whether it is ready, and what it takes. On event loops. */
final class ModelQuestions {
    private static final Duration READINESS_TIMEOUT = Duration.ofMillis(500);

    private final OpenInferenceConfig config;
    private final GrpcChannels channels;
    private final Headers headers;
    private final Time time;
    private final MethodDescriptor<ModelReadyRequest, ModelReadyResponse> ready;
    private final MethodDescriptor<ModelMetadataRequest, ModelMetadataResponse> metadata;
    private final ModelState state;
    private volatile boolean workless;

    ModelQuestions(OpenInferenceConfig config, GrpcChannels channels, Headers headers, Time time) {
        this.config = config;
        this.channels = channels;
        this.headers = headers;
        this.time = time;
        this.ready = at(config.serviceName(), GRPCInferenceServiceGrpc.getModelReadyMethod());
        this.metadata = at(config.serviceName(), GRPCInferenceServiceGrpc.getModelMetadataMethod());
        this.state = new ModelState(time, () -> askReady(READINESS_TIMEOUT).map(ModelQuestions::verdict));
    }

    /** A method of the protocol under the service's own name. */
    static <Q, R> MethodDescriptor<Q, R> at(String service, MethodDescriptor<Q, R> method) {
        String name = Objects.requireNonNull(method.getBareMethodName());
        return method.toBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }

    boolean asksReadiness() {
        return config.readiness() == Readiness.MODEL_READY;
    }

    /** What ModelReady says, or said within the last second. Never fails; may end on another loop. */
    Future<ModelState.Verdict> readiness() {
        return state.ask();
    }

    private Future<Inquiry<ModelReadyResponse>> askReady(Duration timeout) {
        ModelReadyRequest request = ModelReadyRequest.newBuilder()
                .setName(config.model())
                .setVersion(config.version())
                .build();
        return Inquiry.ask(channels, ready, headers.plain(), request, timeout);
    }

    private static ModelState.Verdict verdict(Inquiry<ModelReadyResponse> came) {
        ModelReadyResponse said = came.message();
        if (said != null) {
            return said.getReady() ? ModelState.Verdict.READY : ModelState.Verdict.UNREADY;
        }
        return came.status().getCode() == Status.Code.NOT_FOUND
                ? ModelState.Verdict.UNREADY
                : ModelState.Verdict.UNKNOWN;
    }

    /** What the model's metadata says of its tensors. */
    Future<Inquiry<Signature>> signature(Duration timeout) {
        ModelMetadataRequest request = ModelMetadataRequest.newBuilder()
                .setName(config.model())
                .setVersion(config.version())
                .build();
        return Inquiry.ask(channels, metadata, headers.plain(), request, timeout)
                .map(came -> {
                    ModelMetadataResponse said = came.message();
                    return new Inquiry<>(came.status(), said == null ? null : Signature.of(said));
                });
    }

    /** What a status means in the server's dialect; null where it means what it means everywhere. */
    @Nullable
    Failure dialect(Status status) {
        String text = status.getDescription();
        if (config.dialect() != Dialect.TORCHSERVE || status.getCode() != Status.Code.INTERNAL || text == null) {
            return null;
        }
        boolean hasNoWorker = text.startsWith("Model \"") && text.contains("has no worker to serve inference request");
        workless |= hasNoWorker;
        return hasNoWorker || text.startsWith("Model not found") ? Failure.NOT_READY : null;
    }

    /** A call was answered. */
    void answered() {
        if (workless) {
            workless = false;
        }
    }

    /** What the server says of the model, and what of it does not fit the configuration. Never fails. */
    Future<Health> health(Duration timeout, Learning learning) {
        if (!asksReadiness()) {
            return connection(timeout);
        }
        long began = time.nanos();
        return askReady(timeout).compose(came -> {
            ModelReadyResponse said = came.message();
            if (said == null) {
                return Future.succeededFuture(new Health(false, GrpcFailures.brief(came.status())));
            }
            if (!said.getReady()) {
                return Future.succeededFuture(new Health(false, "the model is not ready"));
            }
            if (workless) {
                return Future.succeededFuture(
                        new Health(false, "ready, but the last call found no worker that is free for it"));
            }
            Duration left = timeout.minusNanos(time.nanos() - began);
            return left.isPositive() ? compared(left, learning) : Future.succeededFuture(new Health(true, "ready"));
        });
    }

    private Future<Health> compared(Duration timeout, Learning learning) {
        return signature(timeout).map(came -> {
            learning.learn(came);
            List<String> misfits = came.message() == null ? List.of() : Misfits.between(config, came.message());
            return new Health(true, "ready", misfits);
        });
    }

    /** Whether there is a connection, for servers that are not asked for more. */
    private Future<Health> connection(Duration timeout) {
        Promise<Health> health = Promise.promise();
        Time.Timer timer = time.after(
                timeout,
                () -> health.tryComplete(new Health(false, "no connection within " + timeout.toMillis() + " ms")));
        watch(channels.lane().connection(), health);
        return health.future().andThen(_ -> timer.cancel());
    }

    private static void watch(ManagedChannel channel, Promise<Health> health) {
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.READY) {
            health.tryComplete(new Health(true, "it accepts connections; its readiness is not asked for"));
        } else if (state == ConnectivityState.TRANSIENT_FAILURE || state == ConnectivityState.SHUTDOWN) {
            health.tryComplete(new Health(false, "can't connect"));
        } else if (!health.future().isComplete()) {
            channel.notifyWhenStateChanged(state, () -> watch(channel, health));
        }
    }
}
