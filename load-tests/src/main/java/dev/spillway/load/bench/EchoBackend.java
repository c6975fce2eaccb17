package dev.spillway.load.bench;

import dev.spillway.load.net.HttpServer;
import dev.spillway.load.net.Loops;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * A model server that answers at once and always the same, so that what is measured is what lies in front of it. The model
 * named {@value #STALLED} never answers, and tells when it is cancelled.
 */
final class EchoBackend implements AutoCloseable {
    static final String MODEL = "echo";
    static final String STALLED = "stalled";
    static final String JSON = "{\"label\":\"invoice\",\"confidence\":0.9}";

    private static final ModelInferResponse REPLY = ModelInferResponse.newBuilder()
            .setModelName(MODEL)
            .setModelVersion("1")
            .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                    .setName("probabilities")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(3)
                    .setContents(InferTensorContents.newBuilder()
                            .addFp32Contents(0.9f)
                            .addFp32Contents(0.06f)
                            .addFp32Contents(0.04f)))
            .build();

    private final LongAdder answered = new LongAdder();
    private final Server grpc;
    private final HttpServer http;
    private final BlockingQueue<Long> stalled = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> cancelled = new LinkedBlockingQueue<>();

    EchoBackend(Loops loops) throws IOException {
        this.http = new HttpServer("echo", 0, (_, reply) -> reply.send(200, "application/json", JSON), loops);
        this.grpc = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .addService(ServerServiceDefinition.builder(
                                GRPCInferenceServiceGrpc.getServiceDescriptor().getName())
                        .addMethod(GRPCInferenceServiceGrpc.getModelInferMethod(), this::infer)
                        .build())
                .build()
                .start();
    }

    private ServerCall.Listener<ModelInferRequest> infer(
            ServerCall<ModelInferRequest, ModelInferResponse> call, Metadata headers) {
        call.request(2);
        return new ServerCall.Listener<>() {
            private boolean stalls;

            @Override
            public void onMessage(ModelInferRequest request) {
                stalls = request.getModelName().equals(STALLED);
            }

            @Override
            public void onHalfClose() {
                if (stalls) {
                    stalled.add(System.nanoTime());
                    return;
                }
                answered.increment();
                call.sendHeaders(new Metadata());
                call.sendMessage(REPLY);
                call.close(Status.OK, new Metadata());
            }

            @Override
            public void onCancel() {
                cancelled.add(System.nanoTime());
            }
        };
    }

    int grpcPort() {
        return grpc.getPort();
    }

    int httpPort() {
        return http.address().getPort();
    }

    /** How many requests were answered. */
    long answered() {
        return answered.sum();
    }

    /** When each request to the stalled model arrived, on this process's monotonic clock. */
    BlockingQueue<Long> stalled() {
        return stalled;
    }

    /** When each cancelled request was. */
    BlockingQueue<Long> cancelled() {
        return cancelled;
    }

    @Override
    public void close() {
        grpc.shutdownNow();
        http.close();
    }
}
