package dev.spillway.gateway.backend;

import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.ClientTlsConfig;
import dev.spillway.gateway.loops.Loops;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A channel to one backend for each event loop, so that a reply comes in on the loop that asked: no hand-over, no lock.
 *
 * <p>A connection can go silent while new ones would work. After {@value #SILENT} calls in a row have timed out on it
 * without a byte in between, the channel opens another one.
 */
public final class GrpcChannels implements AutoCloseable {
    /** What the status of a call says if the host's name has no address. */
    public static final String UNRESOLVED = "the host's name can't be resolved";

    private static final int SILENT = 2;
    private static final int CONNECT_MILLIS = 1_000;
    private static final long RECONNECT_NANOS = 200_000_000;
    private static final int REPLY_BYTES_MOST = 4 << 20;

    private final List<Lane> lanes = new ArrayList<>();

    /** A lane could not connect, and none has heard from the backend since: the first that does tells the others. */
    private volatile boolean isAway;

    private final InFlightBytes inFlight;

    /**
     * Opens nothing yet: the first call on each loop connects.
     *
     * @param tls null for clear text
     * @throws IllegalArgumentException where the authorities can't be read
     */
    public GrpcChannels(Loops loops, Address address, @Nullable ClientTlsConfig tls) {
        this.inFlight = loops.inFlight();
        Host host = new Host(address.host(), loops.vertx());
        for (Loops.Loop loop : loops.all()) {
            lanes.add(new Lane(channel(loops, loop, address, host, tls)));
        }
    }

    @SuppressWarnings("deprecation") // the registry that should replace the factory is one for the whole process
    private static ManagedChannel channel(
            Loops loops, Loops.Loop loop, Address address, Host host, @Nullable ClientTlsConfig tls) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(HostResolver.target())
                .nameResolverFactory(HostResolver.factory(host, address.port(), address.toString()))
                .eventLoopGroup(loop.executor())
                .channelFactory(() -> (Channel)
                        loops.vertx().transport().channelFactory(false).newChannel())
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .executor(here(loop.executor()))
                .disableRetry() // attempts are the layers' business; what was never processed, Resending's
                .maxInboundMessageSize(REPLY_BYTES_MOST)
                .idleTimeout(30, TimeUnit.MINUTES);
        if (tls == null) {
            return builder.negotiationType(NegotiationType.PLAINTEXT).build();
        }
        var ssl = GrpcSslContexts.forClient();
        if (tls.authorities() != null) {
            ssl.trustManager(tls.authorities().toFile());
        }
        if (tls.serverName() != null) {
            builder.overrideAuthority(tls.serverName());
        }
        try {
            return builder.sslContext(ssl.build()).build();
        } catch (SSLException cause) {
            throw new IllegalArgumentException("TLS to " + address + " can't be set up: " + cause.getMessage(), cause);
        }
    }

    /**
     * Runs at once what is on the loop already, and brings there what is not, such as a call that another thread shuts down.
     * (Such an executor keeps the order; grpc's direct one stays on the thread.)
     */
    private static Executor here(EventLoop loop) {
        return task -> {
            if (loop.inEventLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
        };
    }

    /** The budget of bytes that replies count against. */
    public InFlightBytes inFlight() {
        return inFlight;
    }

    /** The lane of the loop that this code runs on. */
    public Lane lane() {
        return lanes.get(Loops.current().index());
    }

    /** Opens other connections for the calls to come; those in flight end where they are. For any thread. */
    public void reconnect() {
        lanes.forEach(lane -> lane.channel.enterIdle());
    }

    /** Ends connections once their calls have ended. */
    @Override
    public void close() {
        lanes.forEach(lane -> lane.channel.shutdown());
    }

    /** One loop's channel, and how long it has been silent. Confined to the loop. */
    public final class Lane {
        private final ManagedChannel channel;
        private final io.grpc.Channel resending;
        private int timeouts;
        private long reconnectNanos;
        private boolean reconnected;

        private Lane(ManagedChannel channel) {
            this.channel = channel;
            this.resending = new Resending(channel);
        }

        /** Where calls begin; a unary one that no server looked at is sent again by itself. */
        public io.grpc.Channel channel() {
            return resending;
        }

        /** The channel beneath, for its state. */
        public ManagedChannel connection() {
            return channel;
        }

        /** Something came from the backend: the connection lives. */
        public void heard() {
            timeouts = 0;
            if (isAway) {
                isAway = false;
                lanes.forEach(lane -> lane.channel.resetConnectBackoff());
            }
        }

        /**
         * A call could not connect. grpc's own patience between two tries grows to two minutes, in which a server that is
         * back would go unused; here it is a fifth of a second while there are calls.
         */
        public void unreachable(long nowNanos) {
            isAway = true;
            if (!reconnected || nowNanos - reconnectNanos > RECONNECT_NANOS) {
                reconnected = true;
                reconnectNanos = nowNanos;
                channel.resetConnectBackoff();
            }
        }

        /** A call ran into its deadline, and nothing of a reply had come. */
        public void timedOut() {
            timeouts++;
            if (timeouts >= SILENT) {
                timeouts = 0;
                channel.enterIdle(); // calls in flight end on the old connection; the next one opens another
            }
        }
    }
}
