package dev.spillway.load.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/** The few event loops that all reference servers share, so that they leave the processors to whoever is measured. */
public final class Loops implements AutoCloseable {
    private final EventLoopGroup group;

    public Loops(int threads) {
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("models", true), NioIoHandler.newFactory());
    }

    public EventLoopGroup group() {
        return group;
    }

    /** The loop that the caller runs on. */
    public EventExecutor current() {
        for (EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException(Thread.currentThread().getName() + " is no event loop of the servers");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
