package dev.spillway.gateway.integration;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.spillway.gateway.Gateway;
import dev.spillway.gateway.StartFailure;
import dev.spillway.proto.v1.ExecuteRequest;
import dev.spillway.proto.v1.OrchestratorGrpc;
import dev.spillway.proto.v1.TasksGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** A gateway in this process on ports of its own, and clients of its doors. */
final class RunningGateway implements AutoCloseable {
    static final String LISTEN = """
        listen:
          grpc: { address: "127.0.0.1:0"%s }
          rest: { address: "127.0.0.1:0"%s }
          operator: { address: "127.0.0.1:0" }
        """;

    private final Gateway gateway;
    private final ManagedChannel channel;
    private final HttpClient http = HttpClient.newHttpClient();

    RunningGateway(Path directory, String backendsAndRoutes) throws IOException, StartFailure {
        this(directory, "", "", backendsAndRoutes);
    }

    /**
     * A gateway whose doors are set otherwise.
     *
     * @param grpc further keys of the gRPC door, each after a comma
     * @param rest further keys of the REST door, each after a comma
     */
    RunningGateway(Path directory, String grpc, String rest, String backendsAndRoutes)
            throws IOException, StartFailure {
        Path file =
                Files.writeString(directory.resolve("spillway.yaml"), LISTEN.formatted(grpc, rest) + backendsAndRoutes);
        gateway = Gateway.start(file, false);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", gateway.grpcPort())
                .usePlaintext()
                .build();
    }

    OrchestratorGrpc.OrchestratorBlockingStub grpc() {
        return OrchestratorGrpc.newBlockingStub(channel);
    }

    TasksGrpc.TasksBlockingStub tasks() {
        return TasksGrpc.newBlockingStub(channel);
    }

    /** Sends a request without a body to the REST door. */
    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(rest(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends JSON to a path of the REST door. */
    HttpResponse<String> send(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(rest(path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    OrchestratorGrpc.OrchestratorStub grpcAsync() {
        return OrchestratorGrpc.newStub(channel);
    }

    static ExecuteRequest.Builder request(String route) {
        return ExecuteRequest.newBuilder()
                .setRoute(route)
                .setInput(Struct.newBuilder()
                        .putFields(
                                "text",
                                Value.newBuilder().setStringValue("my invoice").build()));
    }

    HttpResponse<String> post(String route, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(rest("/v1/routes/" + route + ":execute"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> operator(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.operatorPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    URI rest(String path) {
        return URI.create("http://127.0.0.1:" + gateway.restPort() + path);
    }

    HttpClient http() {
        return http;
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        http.shutdownNow();
        gateway.close();
    }
}
