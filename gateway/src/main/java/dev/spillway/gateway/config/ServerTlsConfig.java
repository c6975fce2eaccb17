package dev.spillway.gateway.config;

import java.nio.file.Path;

/** The certificate of a door. */
@Doc("The certificate of a door. When the files, or what is named here, change, new connections get the new"
        + " certificate after a reload; whether a door has TLS changes at a restart only.")
public record ServerTlsConfig(
        @Doc("The certificate chain, PEM.") Path certificate,
        @Doc("The private key, PEM, PKCS #8.") Path key) {}
