package dev.spillway.load.inference;

import dev.spillway.load.net.Connections;
import dev.spillway.load.net.Loops;
import dev.spillway.load.simulate.Attempt;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Simulation;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelMetadataRequest;
import dev.spillway.proto.inference.ModelMetadataResponse;
import dev.spillway.proto.inference.ModelReadyRequest;
import dev.spillway.proto.inference.ModelReadyResponse;
import dev.spillway.proto.inference.ServerLiveRequest;
import dev.spillway.proto.inference.ServerLiveResponse;
import dev.spillway.proto.inference.ServerMetadataRequest;
import dev.spillway.proto.inference.ServerMetadataResponse;
import dev.spillway.proto.inference.ServerReadyRequest;
import dev.spillway.proto.inference.ServerReadyResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** The six methods of the protocol for one model. Only inference is delayed and struck by faults. */
final class InferenceService extends GRPCInferenceServiceImplBase {
    private static final String SERVER = "spillway-reference-models";

    private final Servable model;
    private final Simulation simulation;
    private final Loops loops;
    private final Connections connections;
    private final Nonsense nonsense = new Nonsense();

    InferenceService(Servable model, Simulation simulation, Loops loops, Connections connections) {
        this.model = model;
        this.simulation = simulation;
        this.loops = loops;
        this.connections = connections;
    }

    /** With what nonsense replies and dropped connections need below the level of messages. */
    ServerServiceDefinition definition() {
        return ClientAddress.attach(Nonsense.allowedIn(bindService(), GRPCInferenceServiceGrpc.getModelInferMethod()));
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
        var call = (ServerCallStreamObserver<ModelInferResponse>) observer;
        Attempt attempt = simulation.begin();
        call.setOnCancelHandler(attempt::cancelled);
        try {
            checkModel(request.getModelName(), request.getModelVersion());
            Supplier<ModelInferResponse> inference = model.prepare(request);
            var exchange = new InferExchange(call, inference, connections, ClientAddress.current(), nonsense);
            simulation.play(attempt, loops.current(), exchange);
        } catch (InvalidTensor wrong) {
            attempt.invalid();
            observer.onError(
                    Status.INVALID_ARGUMENT.withDescription(wrong.getMessage()).asRuntimeException());
        } catch (UnknownModel unknown) {
            attempt.invalid();
            observer.onError(unknown.status());
        }
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
        try {
            checkModel(request.getName(), request.getVersion());
            reply(observer, model.metadata());
        } catch (UnknownModel unknown) {
            observer.onError(unknown.status());
        }
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
        try {
            checkModel(request.getName(), request.getVersion());
            boolean ready = !(simulation.fault() instanceof Fault.Fail fail && fail.share() >= 1);
            reply(observer, ModelReadyResponse.newBuilder().setReady(ready).build());
        } catch (UnknownModel unknown) {
            observer.onError(unknown.status());
        }
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
        reply(observer, ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
        reply(observer, ServerReadyResponse.newBuilder().setReady(true).build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
        reply(
                observer,
                ServerMetadataResponse.newBuilder()
                        .setName(SERVER)
                        .setVersion(Servable.VERSION)
                        .build());
    }

    private void checkModel(String name, String version) throws UnknownModel {
        if (!name.equals(model.name())) {
            throw new UnknownModel("no model \"" + name + "\" here; this server has \"" + model.name() + "\"");
        }
        if (!version.isEmpty() && !version.equals(Servable.VERSION)) {
            throw new UnknownModel(
                    "model \"" + name + "\" has no version \"" + version + "\", only " + Servable.VERSION);
        }
    }

    private static <T> void reply(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
