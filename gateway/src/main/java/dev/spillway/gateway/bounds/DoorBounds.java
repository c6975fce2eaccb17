package dev.spillway.gateway.bounds;

import dev.spillway.core.Time;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a door asks of a connection as it is accepted, and puts in front of its protocol. Thread-safe. */
public final class DoorBounds {
    private final String door;
    private final int max;
    private final ConnectionLimit connections;
    private final boolean http2;
    private final Time time;
    private final LimitedLog log;
    private final LongAdder frames = new LongAdder();

    /**
     * Bounds of one door.
     *
     * @param door its name, for the log
     * @param max connections in all, at least 1
     * @param told how many more are let in, which the door turns away with words; 0 if it has none
     * @param maxPerAddress connections from one client address, at least 1
     * @param trusted whether an address is a proxy's, which brings the connections of many clients
     * @param http2 whether clients may speak HTTP/2, so that its useless frames are counted
     */
    public DoorBounds(
            String door,
            int max,
            int told,
            int maxPerAddress,
            Predicate<InetAddress> trusted,
            boolean http2,
            Time time) {
        this.door = door;
        this.max = max;
        this.connections = new ConnectionLimit(max + told, maxPerAddress, trusted, this::refused);
        this.http2 = http2;
        this.time = time;
        this.log = new LimitedLog(LoggerFactory.getLogger(DoorBounds.class), time);
    }

    public String door() {
        return door;
    }

    /** How many connections the door serves. */
    public int max() {
        return max;
    }

    public ConnectionLimit connections() {
        return connections;
    }

    /** How many connections were ended for their useless frames so far. */
    public long endedForFrames() {
        return frames.sum();
    }

    /** The handler that stands ahead of the acceptor in the pipeline of one server channel of the door. */
    public ChannelHandler gate() {
        return new ConnectionLimit.Gate(this);
    }

    /** Whether an accepted connection may stay. Its handlers are added before the protocol's own. */
    boolean accept(Channel child) {
        if (!connections.admit(child)) {
            return false;
        }
        if (http2) {
            child.pipeline().addLast(new FrameBudget(time, this::tooManyFrames));
        }
        return true;
    }

    private void refused(ConnectionLimit.Cause cause, @Nullable InetAddress address) {
        String who = address == null ? "an unknown address" : address.getHostAddress();
        switch (cause) {
            case TOTAL ->
                log.warn(
                        "total",
                        "the " + door + " door refuses connections: " + max + " are open, which is its limit (listen."
                                + door + "); the last was from " + who);
            case ADDRESS ->
                log.warn(
                        "address",
                        "the " + door + " door refuses connections from " + who + ": it has "
                                + connections.maxPerAddress() + " open, the limit for one address (listen." + door
                                + ".maxConnectionsPerAddress; proxies belong into listen.trustedProxies)");
        }
    }

    private void tooManyFrames() {
        frames.increment();
        log.warn("frames", "the " + door + " door ended a connection for its many HTTP/2 frames without content");
    }
}
