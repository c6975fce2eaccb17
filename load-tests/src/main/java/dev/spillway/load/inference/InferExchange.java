package dev.spillway.load.inference;

import dev.spillway.load.net.Connections;
import dev.spillway.load.simulate.ErrorCode;
import dev.spillway.load.simulate.Exchange;
import dev.spillway.proto.inference.ModelInferResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.net.SocketAddress;
import java.util.function.Supplier;

/** An inference call, as far as the simulation is concerned. */
record InferExchange(
        ServerCallStreamObserver<ModelInferResponse> call,
        Supplier<ModelInferResponse> inference,
        Connections connections,
        SocketAddress client,
        Nonsense nonsense)
        implements Exchange {

    @Override
    public void answer() {
        reply(inference.get());
    }

    @Override
    public void fail(ErrorCode code) {
        call.onError(Status.fromCode(Status.Code.valueOf(code.name()))
                .withDescription("injected fault")
                .asRuntimeException());
    }

    @Override
    public void drop() {
        connections.reset(client);
    }

    @Override
    public void garble() {
        reply(nonsense.instead(inference.get()));
    }

    private void reply(ModelInferResponse message) {
        call.onNext(message);
        call.onCompleted();
    }
}
