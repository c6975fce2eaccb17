package dev.spillway.gateway.edge.grpc;

import dev.spillway.core.Time;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What lies beneath grpc-java on one connection, which it does not show to a call: the channel, and how long the way to the
 * client and back is. The first handler of its pipeline; confined to the connection's event loop.
 *
 * <p>The way is measured from our SETTINGS to their acknowledgement, which comes before the first call, and then by a PING every
 * {@link #MEASURE_EVERY} while there are calls with deadlines. It reaches through proxies that pass TCP on, and ends at one that
 * speaks HTTP/2 itself.
 */
final class Wire extends ChannelInboundHandlerAdapter {
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(10);

    /** What our PINGs carry: neither of those that grpc-java sends itself. */
    private static final long PING = 0x5350494C4C574159L;

    private static final FastThreadLocal<@Nullable Wire> READING = new FastThreadLocal<>();

    private final Channel channel;
    private final Time time;
    private @Nullable Http2ConnectionHandler http2;
    private long sentNanos;
    private boolean measuring = true; // by the SETTINGS
    private long roundTripNanos;

    Wire(Channel channel, Time time) {
        this.channel = channel;
        this.time = time;
    }

    /** The connection whose bytes this code is called for; null for what TLS held back until its handshake was over. */
    static @Nullable Wire current() {
        return READING.get();
    }

    Channel channel() {
        return channel;
    }

    /** To the client and back, as it was measured last; zero before that. Measures it again if that was a while ago. */
    long roundTripNanos() {
        if (!measuring && http2 != null && time.nanos() - sentNanos > MEASURE_EVERY.toNanos()) {
            ping(http2);
        }
        return roundTripNanos;
    }

    private void ping(Http2ConnectionHandler handler) {
        ChannelHandlerContext context = channel.pipeline().context(handler);
        if (context != null) {
            sentNanos = time.nanos();
            measuring = true;
            handler.encoder()
                    .writePing(context, false, PING, context.newPromise())
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            handler.flush(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        sentNanos = time.nanos();
        super.channelActive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (http2 == null) {
            http2 = listenedTo(context);
        }
        READING.set(this);
        try {
            super.channelRead(context, bytes);
        } finally {
            READING.set(null);
        }
    }

    private @Nullable Http2ConnectionHandler listenedTo(ChannelHandlerContext context) {
        Http2ConnectionHandler handler = context.pipeline().get(Http2ConnectionHandler.class);
        Http2FrameListener listener = handler == null ? null : handler.decoder().frameListener();
        if (handler == null || listener == null) {
            return null; // the handshake of TLS comes first
        }
        handler.decoder().frameListener(new Answers(listener));
        return handler;
    }

    private void measured() {
        measuring = false;
        roundTripNanos = time.nanos() - sentNanos;
    }

    /** Hears what the client acknowledges. */
    private final class Answers extends Http2FrameListenerDecorator {
        Answers(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
            if (measuring) {
                measured();
            }
            super.onSettingsAckRead(context);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
            if (data == PING) {
                measured();
            } else {
                super.onPingAckRead(context, data);
            }
        }
    }
}
