package dev.spillway.load.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/1.1 server on loopback, over connections that are kept and used one request at a time. */
final class HttpTarget implements Target {
    private static final int REPLY_BYTES_MOST = 1 << 20;

    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final Queue<Connection> all = new ArrayDeque<>();
    private final ByteBuf request;

    HttpTarget(EventLoopGroup loops, int port, int connections, String request) {
        this.request = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(request.getBytes(StandardCharsets.UTF_8))
                .asReadOnly());
        for (int i = 0; i < connections; i++) {
            Connection connection = new Connection();
            Channel channel = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel made) {
                            made.pipeline()
                                    .addLast(
                                            new HttpClientCodec(),
                                            new HttpObjectAggregator(REPLY_BYTES_MOST),
                                            connection);
                        }
                    })
                    .connect("127.0.0.1", port)
                    .syncUninterruptibly()
                    .channel();
            connection.channel = channel;
            idle.add(connection);
            all.add(connection);
        }
    }

    @Override
    public void send(Consumer<@Nullable String> done) {
        Connection connection = idle.poll();
        if (connection == null) {
            done.accept("every connection is in use");
            return;
        }
        connection.send(done);
    }

    @Override
    public void close() {
        all.forEach(connection -> {
            if (connection.channel != null) {
                connection.channel.close().syncUninterruptibly();
            }
        });
    }

    private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
        private @Nullable Channel channel;
        private @Nullable Consumer<@Nullable String> waiting;

        void send(Consumer<@Nullable String> done) {
            Channel open = channel;
            if (open == null) {
                done.accept("not connected");
                return;
            }
            open.eventLoop().execute(() -> {
                waiting = done;
                // The encoder passes bytes through as they are; the codec still pairs replies with requests.
                var _ = open.pipeline().firstContext().writeAndFlush(request.duplicate());
            });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse reply) {
            int status = reply.status().code();
            finish(
                    status == 200
                            ? null
                            : "status " + status + ": " + reply.content().toString(StandardCharsets.UTF_8));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            finish("the connection was closed");
        }

        private void finish(@Nullable String problem) {
            Consumer<@Nullable String> done = waiting;
            waiting = null;
            if (done != null) {
                idle.add(this);
                done.accept(problem);
            }
        }
    }
}
