package dev.spillway.load.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A small HTTP/1.1 server on loopback, for services that answer without blocking. */
public final class HttpServer implements AutoCloseable {
    private static final int BODY_BYTES_MAX = 64 * 1024;

    private final String name;
    private final HttpHandler handler;
    private final Loops loops;
    private final Connections connections = new Connections();
    private final int port;
    private Channel listening;

    /** Listens when it returns; port 0 takes any that is free. */
    public HttpServer(String name, int port, HttpHandler handler, Loops loops) throws IOException {
        this.name = name;
        this.handler = handler;
        this.loops = loops;
        this.listening = bind(port);
        this.port = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public Connections connections() {
        return connections;
    }

    /** Closes the port and resets its connections, or opens it again. */
    public synchronized void refuse(boolean closed) throws IOException {
        if (closed) {
            close();
        } else if (!listening.isOpen()) {
            listening = bind(port);
        }
    }

    @Override
    public synchronized void close() {
        var _ = listening.close().awaitUninterruptibly();
        connections.resetAll();
    }

    private Channel bind(int wanted) throws IOException {
        var bootstrap = new ServerBootstrap()
                .group(loops.group())
                .channelFactory(connections.listener())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(BODY_BYTES_MAX))
                                .addLast(new HttpConnection(handler));
                    }
                });
        ChannelFuture bound = bootstrap
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new PortInUse(name, wanted, bound.cause());
        }
        return bound.channel();
    }
}
