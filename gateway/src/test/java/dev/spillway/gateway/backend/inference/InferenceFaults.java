package dev.spillway.gateway.backend.inference;

import com.google.protobuf.ByteString;
import dev.spillway.gateway.backend.BackendTck.Behaviour;
import dev.spillway.gateway.backend.BackendTck.Server;
import dev.spillway.gateway.backend.Certificates;
import dev.spillway.gateway.backend.Relay;
import dev.spillway.proto.inference.GRPCInferenceServiceGrpc;
import dev.spillway.proto.inference.InferTensorContents;
import dev.spillway.proto.inference.ModelInferRequest;
import dev.spillway.proto.inference.ModelInferResponse;
import dev.spillway.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.spillway.proto.inference.ModelReadyResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server of the Open Inference Protocol that replies with the bytes that a test wants, behind a relay that can fail. */
public final class InferenceFaults implements Server {
    /** A request as it came. */
    record Request(
            ModelInferRequest message,
            Metadata headers,
            @Nullable Deadline deadline) {}

    /** What follows a request. */
    @FunctionalInterface
    interface Script {
        void play(ServerCall<byte[], byte[]> call);
    }

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    };

    private final io.grpc.Server server;
    private final Relay relay;
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile Script script = reply(answer());
    private final AtomicInteger readinessAsked = new AtomicInteger();
    private final List<Metadata> metadataAsked = new CopyOnWriteArrayList<>();
    private volatile Script readiness = reply(readiness(true));
    private volatile Script metadata = fail(Status.UNIMPLEMENTED);

    public InferenceFaults() {
        this(null);
    }

    /** A server with TLS where there is a certificate. */
    InferenceFaults(@Nullable Certificates certificates) {
        try {
            NettyServerBuilder builder =
                    NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            if (certificates != null) {
                builder.sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(certificates.keys()))
                        .build());
            }
            server = builder.addService(service(GRPCInferenceServiceGrpc.SERVICE_NAME))
                    .addService(service("org.pytorch.serve.grpc.openinference.GRPCInferenceService"))
                    .build()
                    .start();
        } catch (IOException | java.security.GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
        relay = new Relay(server.getPort());
    }

    private ServerServiceDefinition service(String name) {
        return ServerServiceDefinition.builder(name)
                .addMethod(bytes(name, GRPCInferenceServiceGrpc.getModelInferMethod()), this::infer)
                .addMethod(bytes(name, GRPCInferenceServiceGrpc.getModelReadyMethod()), (call, _) -> {
                    readinessAsked.incrementAndGet();
                    return answering(call, readiness);
                })
                .addMethod(bytes(name, GRPCInferenceServiceGrpc.getModelMetadataMethod()), (call, headers) -> {
                    metadataAsked.add(headers);
                    return answering(call, metadata);
                })
                .build();
    }

    private static MethodDescriptor<byte[], byte[]> bytes(String service, MethodDescriptor<?, ?> method) {
        return ModelQuestions.at(service, method).toBuilder(BYTES, BYTES).build();
    }

    private static ServerCall.Listener<byte[]> answering(ServerCall<byte[], byte[]> call, Script answer) {
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onHalfClose() {
                answer.play(call);
            }
        };
    }

    private ServerCall.Listener<byte[]> infer(ServerCall<byte[], byte[]> call, Metadata headers) {
        Deadline deadline = Context.current().getDeadline();
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                try {
                    seen.add(new Request(ModelInferRequest.parseFrom(message), headers, deadline));
                } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
                    throw new IllegalStateException(malformed);
                }
            }

            @Override
            public void onHalfClose() {
                script.play(call);
            }

            @Override
            public void onCancel() {
                abandoned.incrementAndGet();
            }
        };
    }

    /** What the server answers: the classes late and other, the former more likely. */
    static ModelInferResponse answer() {
        return ModelInferResponse.newBuilder()
                .setModelName("intent")
                .setModelVersion("7")
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("scores")
                        .setDatatype("FP64")
                        .addShape(2)
                        .setContents(InferTensorContents.newBuilder()
                                .addFp64Contents(0.25)
                                .addFp64Contents(0.75)))
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("labels")
                        .setDatatype("BYTES")
                        .addShape(2)
                        .setContents(InferTensorContents.newBuilder()
                                .addBytesContents(ByteString.copyFromUtf8("other"))
                                .addBytesContents(ByteString.copyFromUtf8("late"))))
                .build();
    }

    static Script reply(ModelInferResponse message) {
        return reply(message.toByteArray());
    }

    static Script reply(byte[] message) {
        return call -> {
            call.sendHeaders(new Metadata());
            call.sendMessage(message);
            call.close(Status.OK, new Metadata());
        };
    }

    static Script fail(Status status) {
        return call -> call.close(status, new Metadata());
    }

    void play(Script next) {
        script = next;
    }

    void ready(boolean now) {
        readiness(reply(readiness(now)));
    }

    /** What ModelReady answers. */
    void readiness(Script next) {
        readiness = next;
    }

    /** What ModelMetadata answers; nothing but UNIMPLEMENTED until a test says so. */
    void metadata(Script next) {
        metadata = next;
    }

    int readinessAsked() {
        return readinessAsked.get();
    }

    List<Metadata> metadataAsked() {
        return metadataAsked;
    }

    private static byte[] readiness(boolean ready) {
        return ModelReadyResponse.newBuilder().setReady(ready).build().toByteArray();
    }

    @Override
    public void behave(Behaviour behaviour) {
        relay.mend();
        byte[] large = new byte[5 << 20];
        play(
                switch (behaviour) {
                    case ANSWERS -> reply(answer());
                    case ANSWERS_SLOWLY ->
                        call -> {
                            pause();
                            reply(answer()).play(call);
                        };
                    case STALLS -> _ -> {};
                    case DRIPS ->
                        call -> {
                            relay.drip(true);
                            call.sendHeaders(new Metadata());
                            call.sendMessage(large);
                        };
                    case ERRS -> fail(Status.INTERNAL.withDescription("it broke"));
                    case DROPS ->
                        call -> {
                            relay.cutAfter(100);
                            reply(answer()).play(call);
                        };
                    case HANGS_UP -> _ -> relay.disconnect();
                    case GARBLES -> reply(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});
                    case FLOODS -> reply(large);
                });
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Relay relay() {
        return relay;
    }

    List<Request> seen() {
        return seen;
    }

    @Override
    public int port() {
        return relay.port();
    }

    @Override
    public int requests() {
        return seen.size();
    }

    @Override
    public int abandoned() {
        return abandoned.get();
    }

    @Override
    public void disconnect() {
        relay.disconnect();
    }

    @Override
    public void close() {
        relay.close();
        server.shutdownNow();
    }
}
