package dev.spillway.gateway.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The REST door. */
@Doc("The REST door.")
public record RestDoorConfig(
        @Doc("Where it listens.") @Default("127.0.0.1:8080") Address address,

        @Doc("Its certificate. Absent: clear text.") @Nullable
        ServerTlsConfig tls,

        @Doc("The largest body accepted.") @Default("1MiB") @Range(least = "1KiB", most = "256MiB")
        Size bodyMost,

        @Doc("How long a client may take to send a request, from its first byte to its last.")
        @Default("5s")
        @Range(above = "0ms", most = "10m")
        Duration requestWithin,

        @Doc("How many connections may be open at once. Absent: 10000, or fewer if the process may open too few files.")
        @Range(least = "1", most = "1000000")
        @Nullable
        Integer connectionsMost,

        @Doc("How many of them may come from one client address (one /64 network of IPv6); `listen.trustedProxies`"
                + " are exempt. Absent: half of all.")
        @Range(least = "1", most = "1000000")
        @Nullable
        Integer maxConnectionsPerAddress,

        @Doc("The largest headers accepted; more are refused with 431. With HTTP/1.1 the bytes of the lines; with"
                + " HTTP/2 the bytes of each name and value, and 32 more.")
        @Default("16KiB")
        @Range(least = "1KiB", most = "64KiB")
        Size maxMetadata) {}
