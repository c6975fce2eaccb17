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
        Size messageMost) {}
