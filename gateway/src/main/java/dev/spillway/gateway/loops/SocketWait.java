package dev.spillway.gateway.loops;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.util.concurrent.TimeUnit;

/**
 * How long the newest data of a connection has been in this machine, as Linux tells it (TCP_INFO), to within a few milliseconds.
 * Costs a system call. Confined to one event loop.
 */
final class SocketWait {
    private final EpollTcpInfo info = new EpollTcpInfo();

    /** Zero where that can't be told: another system, or a connection that is closed. */
    long sinceLastDataNanos(Channel connection) {
        if (!(connection instanceof EpollSocketChannel socket) || !socket.isOpen()) {
            return 0;
        }
        try {
            socket.tcpInfo(info);
        } catch (RuntimeException closedMeanwhile) { // a ChannelException: nobody waits for an answer any more
            return 0;
        }
        return TimeUnit.MILLISECONDS.toNanos(info.lastDataRecv());
    }
}
