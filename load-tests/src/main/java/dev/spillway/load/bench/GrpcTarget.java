package dev.spillway.load.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One unary method of a gRPC server on loopback, over one connection. */
final class GrpcTarget<Q, R> implements Target {
    private static final int SECONDS_MOST = 10;

    private final ManagedChannel channel;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final long budgetMillis;

    GrpcTarget(EventLoopGroup loops, int port, MethodDescriptor<Q, R> method, Q request, long budgetMillis) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .usePlaintext()
                .disableRetry()
                .build();
        this.method = method;
        this.request = request;
        this.budgetMillis = budgetMillis;
    }

    @Override
    public void send(Consumer<@Nullable String> done) {
        call(done);
    }

    /** Sends, and gives what cancels it. */
    ClientCall<Q, R> call(Consumer<@Nullable String> done) {
        ClientCall<Q, R> call =
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(budgetMillis, TimeUnit.MILLISECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        done.accept(status.isOk() ? null : status.toString());
                    }
                },
                new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(2);
        return call;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(SECONDS_MOST, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
