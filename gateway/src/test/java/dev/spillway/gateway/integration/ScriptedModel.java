package dev.spillway.gateway.integration;

import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A model server on loopback that does what its model's name says: {@code echo} answers the label {@code invoice} at once,
 * {@code stalled} never answers, {@code failing} fails. Remembers what it was asked and what was given up.
 */
final class ScriptedModel implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Server server;
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

    /** What came with one request. */
    record Asked(ModelInferRequest request, Metadata headers, Duration left) {
        String header(String name) {
            return String.valueOf(headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
        }
    }

    ScriptedModel() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(ServerServiceDefinition.builder("inference.GRPCInferenceService")
                            .addMethod(GRPCInferenceServiceGrpc.getModelInferMethod(), this::infer)
                            .build())
                    .build()
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ServerCall.Listener<ModelInferRequest> infer(
            ServerCall<ModelInferRequest, ModelInferResponse> call, Metadata headers) {
        Deadline deadline = Context.current().getDeadline();
        Duration left =
                deadline == null ? Duration.ZERO : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        call.request(2);
        return new ServerCall.Listener<>() {
            private String model = "";

            @Override
            public void onMessage(ModelInferRequest request) {
                model = request.getModelName();
                asked.add(new Asked(request, headers, left));
            }

            @Override
            public void onHalfClose() {
                switch (model) {
                    case "stalled" -> {}
                    case "failing" -> call.close(Status.INTERNAL.withDescription("it broke"), new Metadata());
                    default -> {
                        call.sendHeaders(new Metadata());
                        call.sendMessage(reply());
                        call.close(Status.OK, new Metadata());
                    }
                }
            }

            @Override
            public void onCancel() {
                cancelled.add(model);
            }
        };
    }

    private static ModelInferResponse reply() {
        return ModelInferResponse.newBuilder()
                .setModelName("echo")
                .setModelVersion("7")
                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                        .setName("probabilities")
                        .setDatatype("FP32")
                        .addShape(2)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp32Contents(0.75f)
                                .addFp32Contents(0.25f)))
                .build();
    }

    int port() {
        return server.getPort();
    }

    /** Forgets what it was asked so far. */
    void forget() {
        asked.clear();
        cancelled.clear();
    }

    /** The next request that came in. */
    Asked nextAsked() throws InterruptedException {
        Asked next = asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the model was not asked");
        }
        return next;
    }

    /** The model of the next request that was given up. */
    String nextCancelled() throws InterruptedException {
        String next = cancelled.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request was given up");
        }
        return next;
    }

    /** How a configuration names one of its models. */
    String backend(String name, String model) {
        return """
              %s:
                protocol: open-inference
                address: "127.0.0.1:%d"
                model: %s
                most: 30s
                price: { perCall: 0.5 }
                reply: { scores: probabilities, labels: [invoice, refund] }
            """.formatted(name, port(), model);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
