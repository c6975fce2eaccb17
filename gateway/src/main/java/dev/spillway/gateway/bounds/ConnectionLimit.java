package dev.spillway.gateway.bounds;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a door may have open, in all and from one client address, and how many it has. Decided as a
 * connection is accepted: before TLS, before a byte is read, and on a descriptor that is closed at once. Thread-safe.
 *
 * <p>Clients of one IPv6 network (/64) are one client: an address more costs them nothing.
 */
public final class ConnectionLimit {
    /** Why a connection is refused. */
    public enum Cause {
        TOTAL,
        ADDRESS
    }

    /** Hears of refusals, on any thread; the address is null if it is unknown. */
    public interface Listener {
        void refused(Cause cause, @Nullable InetAddress address);
    }

    private final int max;
    private final int maxPerAddress;
    private final Predicate<InetAddress> trusted;
    private final Listener listener;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Object, Integer> byAddress = new ConcurrentHashMap<>();
    private final LongAdder refusedInAll = new LongAdder();
    private final LongAdder refusedByAddress = new LongAdder();

    /**
     * A limit that is not used yet.
     *
     * @param max connections in all, at least 1
     * @param maxPerAddress connections from one address, at least 1
     * @param trusted whether an address is a proxy's, which brings the connections of many clients
     */
    public ConnectionLimit(int max, int maxPerAddress, Predicate<InetAddress> trusted, Listener listener) {
        if (max < 1 || maxPerAddress < 1) {
            throw new IllegalArgumentException("a limit of " + max + " connections, " + maxPerAddress + " per address");
        }
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.trusted = trusted;
        this.listener = listener;
    }

    public int max() {
        return max;
    }

    public int maxPerAddress() {
        return maxPerAddress;
    }

    /** How many connections are open. */
    public int open() {
        return open.get();
    }

    /** How many have been refused so far. */
    public long refused(Cause cause) {
        return counter(cause).sum();
    }

    /** Whether a peer is a proxy of ours. */
    public boolean isTrusted(@Nullable InetAddress peer) {
        return peer != null && trusted.test(peer);
    }

    /** Takes a connection that was just accepted, and counts it until it is closed; false if it must be closed now. */
    boolean admit(Channel accepted) {
        InetAddress address = accepted.remoteAddress() instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            refuse(Cause.TOTAL, address);
            return false;
        }
        if (address != null && !isTrusted(address) && !admit(accepted, address)) {
            open.decrementAndGet();
            return false;
        }
        accepted.closeFuture().addListener(_ -> open.decrementAndGet());
        return true;
    }

    /** Counts an open connection for a client's address until it is closed; false if there are too many of it. */
    boolean admit(Channel connection, InetAddress client) {
        Object key = key(client);
        if (byAddress.merge(key, 1, Integer::sum) > maxPerAddress) {
            leave(key);
            refuse(Cause.ADDRESS, client);
            return false;
        }
        connection.closeFuture().addListener(_ -> leave(key));
        return true;
    }

    private void leave(Object key) {
        byAddress.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }

    private void refuse(Cause cause, @Nullable InetAddress address) {
        counter(cause).increment();
        listener.refused(cause, address);
    }

    private LongAdder counter(Cause cause) {
        return switch (cause) {
            case TOTAL -> refusedInAll;
            case ADDRESS -> refusedByAddress;
        };
    }

    private static Object key(InetAddress address) {
        return address instanceof Inet6Address six
                ? ByteBuffer.wrap(six.getAddress()).getLong()
                : address;
    }

    /** Stands ahead of the acceptor in a server channel's pipeline. */
    static final class Gate extends ChannelInboundHandlerAdapter {
        private final DoorBounds bounds;

        Gate(DoorBounds bounds) {
            this.bounds = bounds;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel child && !bounds.accept(child)) {
                child.unsafe().closeForcibly();
                return;
            }
            context.fireChannelRead(accepted);
        }
    }
}
