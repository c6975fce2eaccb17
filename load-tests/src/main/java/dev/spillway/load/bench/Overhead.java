package dev.spillway.load.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.load.net.FreePorts;
import dev.spillway.load.net.Loops;
import dev.spillway.load.process.GatewayProcess;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ClientCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway costs: the same requests, by the same client, to the same backend, directly, through nginx, and through
 * the gateway, round by round in one run. The proxy under test has one processor, client and backend the other.
 */
final class Overhead implements AutoCloseable {
    private static final String SUBJECT = "Where is my parcel?";
    private static final String BODY = "It should have been here on Monday, and nobody answers the phone.";
    private static final int BUDGET_MILLIS = 8_000;
    private static final int CANCELS = 1_000;

    /** How much to measure. */
    record Effort(int inFlight, int rounds, Duration length, Duration warmUp, List<String> javaOptions) {}

    private final Path directory;
    private final int proxyCore;
    private final Loops loops = new Loops(1);
    private final EchoBackend backend;
    private final GatewayProcess gateway;
    private final @Nullable Nginx nginx;
    private final List<Target> targets = new ArrayList<>();
    private final int[] ports = FreePorts.take(5);

    Overhead(Path directory, Effort effort) throws IOException, InterruptedException {
        this.directory = directory;
        this.proxyCore = Runtime.getRuntime().availableProcessors() > 1 ? 0 : -1;
        this.backend = new EchoBackend(loops);
        Path config = directory.resolve("spillway.yaml");
        Files.writeString(config, OverheadConfig.yaml(ports[0], ports[1], ports[2], backend));
        this.gateway = GatewayProcess.start(
                config, proxyCore, ports[2], directory.resolve("gateway.log"), effort.javaOptions());
        this.nginx = Nginx.isInstalled() ? Nginx.start(directory, proxyCore, ports[3], ports[4], backend) : null;
    }

    /** Measures all ways, and tells of progress. */
    List<Row> run(Effort effort, Consumer<String> progress) throws IOException, InterruptedException {
        List<Contestant> all = contestants(effort);
        progress.accept("warming up");
        for (Contestant one : all) {
            one.warmUp(effort.inFlight(), effort.warmUp());
        }
        double rate = Double.MAX_VALUE;
        for (Contestant one : all) {
            rate = Math.min(rate, one.halfLoad(effort.inFlight(), effort.length()));
        }
        for (int round = 1; round <= effort.rounds(); round++) {
            progress.accept("round " + round + " of " + effort.rounds());
            for (Contestant one : all) {
                one.round(effort.inFlight(), rate, effort.length());
            }
        }
        return all.stream().map(Contestant::row).toList();
    }

    private List<Contestant> contestants(Effort effort) {
        List<Contestant> all = new ArrayList<>();
        Contestant direct = new Contestant("grpc direct", infer(backend.grpcPort()), null, null);
        all.add(direct);
        if (nginx != null) {
            all.add(new Contestant("grpc nginx grpc_pass", infer(ports[3]), nginx.process(), direct));
        }
        all.add(new Contestant("grpc spillway 1 call", execute(OverheadConfig.ONE), gateway.process(), direct));
        all.add(new Contestant("grpc spillway 3 calls", execute(OverheadConfig.THREE), gateway.process(), direct));
        Contestant directRest = new Contestant("rest direct", http(backend.httpPort(), effort, "/echo"), null, null);
        all.add(directRest);
        if (nginx != null) {
            all.add(new Contestant(
                    "rest nginx proxy_pass", http(ports[4], effort, "/echo"), nginx.process(), directRest));
        }
        String path = "/v1/routes/" + OverheadConfig.REST + ":execute";
        all.add(new Contestant("rest spillway 1 call", http(ports[1], effort, path), gateway.process(), directRest));
        return all;
    }

    private Target infer(int port) {
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

    private Target execute(String route) {
        return remember(new GrpcTarget<>(
                loops.group(), ports[0], OrchestratorGrpc.getExecuteMethod(), request(route), BUDGET_MILLIS));
    }

    private static ExecuteRequest request(String route) {
        return ExecuteRequest.newBuilder()
                .setRoute(route)
                .setInput(Struct.newBuilder()
                        .putFields(
                                "subject",
                                Value.newBuilder().setStringValue(SUBJECT).build())
                        .putFields(
                                "body", Value.newBuilder().setStringValue(BODY).build()))
                .build();
    }

    private Target http(int port, Effort effort, String path) {
        String json = "{\"input\":{\"subject\":\"" + SUBJECT + "\",\"body\":\"" + BODY + "\"}}";
        String request = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
        return remember(new HttpTarget(loops.group(), port, effort.inFlight(), request));
    }

    private Target remember(Target target) {
        targets.add(target);
        return target;
    }

    /** From the client's leaving to the backend's hearing of it, through the gateway, in nanoseconds. */
    Histogram cancelDelays() throws InterruptedException {
        Histogram delays = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);
        var target = new GrpcTarget<>(
                loops.group(),
                ports[0],
                OrchestratorGrpc.getExecuteMethod(),
                request(OverheadConfig.STALLED),
                BUDGET_MILLIS);
        targets.add(target);
        for (int i = 0; i < CANCELS; i++) {
            ClientCall<?, ?> call = target.call(_ -> {});
            if (backend.stalled().poll(5, TimeUnit.SECONDS) == null) {
                throw new IllegalStateException("the request did not reach the backend");
            }
            long left = System.nanoTime();
            call.cancel("the client leaves", null);
            Long heard = backend.cancelled().poll(5, TimeUnit.SECONDS);
            if (heard == null) {
                throw new IllegalStateException("the cancellation did not reach the backend");
            }
            delays.recordValue(Math.max(0, heard - left));
        }
        return delays;
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        targets.forEach(Target::close);
        gateway.close();
        if (nginx != null) {
            nginx.close();
        }
        backend.close();
        loops.close();
    }
}
