package dev.spillway.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a backend is trusted. */
@Doc("TLS to a backend.")
public record ClientTlsConfig(
        @Doc("Whom to trust, PEM. Absent: the authorities that the Java platform trusts.") @Nullable
        Path authorities,

        @Doc("The name that the certificate must bear. Absent: the host of the address.") @Form(TextForm.LINE) @Nullable
        String serverName) {}
