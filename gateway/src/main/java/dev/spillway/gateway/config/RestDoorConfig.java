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

        @Doc("How many connections may be open at once.") @Default("10000") @Range(least = "1")
        int connectionsMost) {}
