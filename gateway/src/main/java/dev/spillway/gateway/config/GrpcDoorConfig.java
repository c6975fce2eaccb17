package dev.spillway.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The gRPC door. */
@Doc("The gRPC door.")
public record GrpcDoorConfig(
        @Doc("Where it listens.") @Default("127.0.0.1:9090") Address address,

        @Doc("Its certificate. Absent: clear text.") @Nullable
        ServerTlsConfig tls,

        @Doc("How many calls one connection may have in flight. A connection lives on one event loop, so a frontend"
                + " that wants all cores opens at least one connection for each.")
        @Default("256")
        @Range(least = "1", most = "100000")
        int streams,

        @Doc("After how long a connection is told to reconnect, so that load spreads anew.")
        @Default("30m")
        @Range(least = "1s")
        Duration connectionAge,

        @Doc("How long the calls of a connection that is past its age may still take.")
        @Default("30s")
        @Range(least = "0ms", most = "1h")
        Duration connectionAgeGrace,

        @Doc("The largest message accepted.") @Default("4MiB") @Range(least = "1KiB", most = "256MiB")
        Size messageMost,

        @Doc("How many connections may be open at once. Absent: 10000, or fewer if the process may open too few files.")
        @Range(least = "1", most = "1000000")
        @Nullable
        Integer maxConnections,

        @Doc("How many of them may come from one client address (one /64 network of IPv6); `listen.trustedProxies`"
                + " are exempt. Absent: half of all.")
        @Range(least = "1", most = "1000000")
        @Nullable
        Integer maxConnectionsPerAddress,

        @Doc("How long a connection without calls is kept; clients open another one when they need it.")
        @Default("5m")
        @Range(least = "1s")
        Duration maxConnectionIdle,

        @Doc("How long a client may take to send a request, from its headers to the end of its message.")
        @Default("10s")
        @Range(least = "100ms", most = "10m")
        Duration requestTimeout,

        @Doc("The largest metadata accepted, counted as HTTP/2 does: the bytes of each name and value, and 32 more.")
        @Default("16KiB")
        @Range(least = "1KiB", most = "64KiB")
        Size maxMetadata) {}
