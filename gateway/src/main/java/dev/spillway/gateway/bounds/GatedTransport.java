package dev.spillway.gateway.bounds;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's transport, with a handler ahead of the acceptor of each server: Vert.x itself shows a connection only after TLS.
 * A door whose port has bounds asks them of each connection as it is accepted. Thread-safe.
 */
public final class GatedTransport implements Transport {
    private final Transport inner;
    private final Map<Integer, DoorBounds> byPort = new ConcurrentHashMap<>();

    private GatedTransport(Transport inner) {
        this.inner = inner;
    }

    /** The best transport of this machine. */
    public static GatedTransport best() {
        io.vertx.core.transport.Transport found = io.vertx.core.transport.Transport.nativeTransport();
        io.vertx.core.transport.Transport used =
                found != null && found.available() ? found : io.vertx.core.transport.Transport.NIO;
        return new GatedTransport(used.implementation());
    }

    /** The form in which Vert.x takes it. */
    public io.vertx.core.transport.Transport forVertx() {
        return new TransportInternal("gated", true, null, this);
    }

    /** Sets the bounds of the door that listens, or will listen, on a port. */
    public void bound(int port, DoorBounds bounds) {
        byPort.put(port, bounds);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
        inner.configure(config, domainSocket, bootstrap);
        bootstrap.handler(new Finder());
    }

    /** Takes the gate of its port's door when the first connection comes. */
    private final class Finder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            DoorBounds bounds = context.channel().localAddress() instanceof InetSocketAddress local
                    ? byPort.get(local.getPort())
                    : null;
            if (bounds != null && accepted instanceof Channel child && !bounds.accept(child)) {
                child.unsafe().closeForcibly();
                return;
            }
            context.fireChannelRead(accepted);
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return inner.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return inner.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return inner.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return inner.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return inner.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return inner.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return inner.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return inner.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return inner.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return inner.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return inner.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return inner.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        inner.configure(channel, options);
    }

    @Override
    public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
        inner.configure(config, domainSocket, bootstrap);
    }
}
