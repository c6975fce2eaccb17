package dev.spillway.load.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.SocketAddress;
import java.util.List;

/**
 * The open connections of one listening port, kept where they are accepted, so that they can be reset or silenced below
 * the protocol that they speak. Thread-safe.
 */
public final class Connections {
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean frozen;

    /** Makes the listening channels whose connections this object keeps. */
    public ChannelFactory<ServerChannel> listener() {
        return Listener::new;
    }

    public int count() {
        return open.size();
    }

    /** Resets the connection of that client (TCP RST, not an orderly end). */
    public void reset(SocketAddress client) {
        open.stream().filter(channel -> client.equals(channel.remoteAddress())).forEach(Connections::reset);
    }

    public void resetAll() {
        open.forEach(Connections::reset);
    }

    /**
     * A frozen connection stays open and is no longer read from; nor is any that comes after it. Waits for the event
     * loops, so it must not be called on one.
     */
    public void freeze(boolean silent) {
        frozen = silent;
        for (Channel channel : open) {
            channel.eventLoop()
                    .submit(() -> channel.config().setAutoRead(!silent))
                    .awaitUninterruptibly();
        }
    }

    /** Closes below all handlers: a close from above would let HTTP/2 take its leave in an orderly way first. */
    private static void reset(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closed) {
            return; // the client was quicker
        }
        ChannelHandlerContext lowest = channel.pipeline().firstContext();
        var _ = lowest == null ? channel.close() : lowest.close();
    }

    private final class Listener extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            int before = accepted.size();
            int count = super.doReadMessages(accepted);
            for (Object connection : accepted.subList(before, accepted.size())) {
                if (connection instanceof Channel channel) {
                    channel.config().setAutoRead(!frozen);
                    open.add(channel);
                }
            }
            return count;
        }
    }
}
