package dev.spillway.gateway.config;

import java.nio.file.Path;

/** The certificate of a door. */
@Doc("The certificate of a door.")
public record ServerTlsConfig(
        @Doc("The certificate chain, PEM.") Path certificate,
        @Doc("The private key, PEM, PKCS #8.") Path key) {}
