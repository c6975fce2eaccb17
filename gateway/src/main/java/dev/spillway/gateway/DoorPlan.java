package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.ConnectionLimit;
import dev.spillway.gateway.bounds.Descriptors;
import dev.spillway.gateway.bounds.DoorBounds;
import dev.spillway.gateway.bounds.InFlightBytes;
import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.BackendConfig;
import dev.spillway.gateway.config.CallbacksConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.HttpJsonConfig;
import dev.spillway.gateway.config.ListenConfig;
import dev.spillway.gateway.config.OpenInferenceConfig;
import dev.spillway.gateway.config.OpenaiChatConfig;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.gateway.observe.Metrics;
import dev.spillway.offload.callback.Cidr;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the public doors may take of the process, worked out before they open.
 *
 * @param grpc the bounds of the gRPC door
 * @param rest the bounds of the REST door
 */
record DoorPlan(DoorBounds grpc, DoorBounds rest) {
    private static final Logger LOG = LoggerFactory.getLogger(DoorPlan.class);

    /** A gRPC channel that gives up a connection may have its successor beside it for a while. */
    private static final int PER_CHANNEL = 2;

    /** So many more clients of the REST door are let in to be told that there are too many. */
    private static final int TOLD = 32;

    /**
     * Works out the bounds, and sets the process's budget of bytes.
     *
     * @param limit of the process's file descriptors; negative if unknown
     * @throws IllegalArgumentException if the doors and the backends don't fit the limit
     */
    static DoorPlan of(GatewayConfig config, Loops loops, Time time, long limit) {
        ListenConfig listen = config.listen();
        long backends = backends(config, loops.all().size());
        Descriptors plan = Descriptors.plan(new Descriptors.Demand(
                limit,
                listen.grpc().maxConnections(),
                listen.rest().connectionsMost(),
                backends,
                config.limits().reservedDescriptors()));
        LOG.info(
                "connections: grpc {}, rest {}, to backends {}, of {} file descriptors",
                plan.grpc(),
                plan.rest(),
                backends,
                limit < 0 ? "an unknown number" : limit);
        loops.inFlight().max(config.limits().maxBytesInFlight().bytes());
        Predicate<InetAddress> trusted = trusted(listen.trustedProxies());
        boolean isClear = listen.rest().tls() == null;
        return new DoorPlan(
                new DoorBounds(
                        "grpc",
                        plan.grpc(),
                        0,
                        perAddress(listen.grpc().maxConnectionsPerAddress(), plan.grpc()),
                        trusted,
                        true,
                        time),
                new DoorBounds(
                        "rest",
                        plan.rest(),
                        isClear ? TOLD : 0,
                        perAddress(listen.rest().maxConnectionsPerAddress(), plan.rest()),
                        trusted,
                        !isClear,
                        time));
    }

    private static int perAddress(@Nullable Integer configured, int max) {
        return configured != null ? configured : Math.max(1, max / 2);
    }

    private static Predicate<InetAddress> trusted(List<String> ranges) {
        List<Cidr> all = ranges.stream().map(Cidr::parse).toList();
        return address -> all.stream().anyMatch(range -> range.contains(address));
    }

    /** The most connections that backends and receivers of callbacks may have at once. */
    static long backends(GatewayConfig config, int loops) {
        long connections = 0;
        Set<Address> channels = new HashSet<>();
        for (BackendConfig backend : config.backends().values()) {
            switch (backend) {
                case HttpJsonConfig http -> connections += (long) http.connections() * loops;
                case OpenaiChatConfig chat -> connections += (long) chat.connections() * loops;
                case OpenInferenceConfig inference -> channels.add(inference.address());
            }
        }
        for (CallbacksConfig.EndpointConfig endpoint :
                config.callbacks().endpoints().values()) {
            connections += endpoint.concurrency();
        }
        return connections + (long) channels.size() * PER_CHANNEL * loops;
    }

    /** Shows how much of the bounds is used, and what they refused. */
    void show(Metrics metrics, InFlightBytes inFlight) {
        for (DoorBounds door : List.of(grpc, rest)) {
            ConnectionLimit connections = door.connections();
            metrics.gauge(
                    "spillway_connections", "Open connections of a door.", "door", door.door(), connections::open);
            metrics.count(
                    "spillway_connections_refused",
                    "Connections refused because there are too many in all.",
                    List.of("door", door.door(), "cause", "total"),
                    () -> connections.refused(ConnectionLimit.Cause.TOTAL));
            metrics.count(
                    "spillway_connections_refused",
                    "Connections refused because there are too many in all.",
                    List.of("door", door.door(), "cause", "address"),
                    () -> connections.refused(ConnectionLimit.Cause.ADDRESS));
            metrics.count(
                    "spillway_connections_ended",
                    "Connections ended for HTTP/2 frames without content.",
                    List.of("door", door.door(), "cause", "frames"),
                    door::endedForFrames);
        }
        metrics.gauge(
                "spillway_bytes_in_flight",
                "Bytes of requests and of backends' replies in flight.",
                "of",
                "all",
                inFlight::held);
        metrics.count(
                "spillway_bytes_in_flight_refused",
                "Messages refused because too many bytes were in flight.",
                List.of(),
                inFlight::refused);
        metrics.gauge(
                "spillway_descriptors_open", "Open file descriptors of the process.", "of", "all", Descriptors::open);
    }
}
