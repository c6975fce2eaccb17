package dev.spillway.load.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.load.net.Loops;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.ExecuteResponse;
import dev.spillway.proto.v1.OrchestratorGrpc;
import java.util.ArrayList;
import java.util.List;

/** The one request that the benchmarks of cost send, in the form of each way to the backend. */
final class OverheadTargets implements AutoCloseable {
    private static final String SUBJECT = "Where is my parcel?";
    private static final String BODY = "It should have been here on Monday, and nobody answers the phone.";
    private static final int BUDGET_MILLIS = 8_000;

    private final Loops loops;
    private final int inFlight;
    private final List<Target> all = new ArrayList<>();

    /**
     * Targets that are closed together.
     *
     * @param inFlight the most requests in flight over HTTP/1.1, one connection each
     */
    OverheadTargets(Loops loops, int inFlight) {
        this.loops = loops;
        this.inFlight = inFlight;
    }

    /** The model server's own method, at the server or through a proxy. */
    Target infer(int port) {
        ModelInferRequest request = ModelInferRequest.newBuilder()
                .setModelName(EchoBackend.MODEL)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("text")
                        .setDatatype("BYTES")
                        .addShape(1)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(ByteString.copyFromUtf8(SUBJECT + " " + BODY))))
                .build();
        return remember(new GrpcTarget<>(
                loops.group(), port, GRPCInferenceServiceGrpc.getModelInferMethod(), request, BUDGET_MILLIS));
    }

    /** A route at a gateway's gRPC door. */
    GrpcTarget<ExecuteRequest, ExecuteResponse> execute(int port, String route) {
        ExecuteRequest request = ExecuteRequest.newBuilder()
                .setRoute(route)
                .setInput(Struct.newBuilder()
                        .putFields(
                                "subject",
                                Value.newBuilder().setStringValue(SUBJECT).build())
                        .putFields(
                                "body", Value.newBuilder().setStringValue(BODY).build()))
                .build();
        return remember(
                new GrpcTarget<>(loops.group(), port, OrchestratorGrpc.getExecuteMethod(), request, BUDGET_MILLIS));
    }

    /** A route at a gateway's REST door. */
    Target rest(int port, String route) {
        return http(port, "/v1/routes/" + route + ":execute");
    }

    /** A path of any HTTP/1.1 server. */
    Target http(int port, String path) {
        String json = "{\"input\":{\"subject\":\"" + SUBJECT + "\",\"body\":\"" + BODY + "\"}}";
        String request = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
        return remember(new HttpTarget(loops.group(), port, inFlight, request));
    }

    private <T extends Target> T remember(T target) {
        all.add(target);
        return target;
    }

    @Override
    public void close() {
        all.forEach(Target::close);
    }
}
