package dev.spillway.load.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP connection: requests are answered in the order in which they came. Confined to its event loop. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    /** Requests that a client may send ahead of the replies. */
    private static final int PIPELINED_MAX = 64;

    private static final byte[] NONSENSE =
            "\u0001\u0002 this is not HTTP \u0003\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    private final HttpHandler handler;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Reply current;

    private record Waiting(HttpRequest request, boolean keepAlive) {}

    HttpConnection(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (message.decoderResult().isFailure() || waiting.size() >= PIPELINED_MAX) {
            var _ = context.close();
            return;
        }
        var request = new HttpRequest(
                message.method().name(),
                new QueryStringDecoder(message.uri()).path(),
                message.content().toString(StandardCharsets.UTF_8),
                message.headers().contains(HttpHeaderNames.ORIGIN));
        waiting.add(new Waiting(request, HttpUtil.isKeepAlive(message)));
        if (current == null) {
            next(context);
        }
    }

    private void next(ChannelHandlerContext context) {
        Waiting first = waiting.poll();
        current = first == null ? null : new Reply(context, first.keepAlive());
        if (first != null && current != null) {
            handler.handle(first.request(), current);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.clear();
        if (current != null) {
            current.gone.run();
            current = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection from {} ends: {}", context.channel().remoteAddress(), cause.toString());
        } else {
            LOG.warn("a bug ends the connection from {}", context.channel().remoteAddress(), cause);
        }
        var _ = context.close();
    }

    private final class Reply implements HttpReply {
        private final ChannelHandlerContext context;
        private final boolean keepAlive;
        private Runnable gone = () -> {};

        Reply(ChannelHandlerContext context, boolean keepAlive) {
            this.context = context;
            this.keepAlive = keepAlive;
        }

        @Override
        public void send(int status, String contentType, String body) {
            ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
            var message =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
            message.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                    .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
            HttpUtil.setKeepAlive(message, keepAlive);
            var written = context.writeAndFlush(message);
            if (keepAlive) {
                next(context);
            } else {
                current = null;
                var _ = written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void reset() {
            current = null;
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = context.close();
        }

        @Override
        public void sendNonsense() {
            current = null;
            var codec = context.pipeline().firstContext();
            var _ = codec.writeAndFlush(Unpooled.copiedBuffer(NONSENSE)).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void onGone(Runnable action) {
            gone = action;
        }
    }
}
