package dev.spillway.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is shown to a backend; the secret comes from the environment or from a file, never from the configuration. */
@Doc("What is shown to a backend. The secret comes from the environment or from a file, never from this file.")
public record CredentialsConfig(
        @Doc("The header that carries it.") @Default("authorization")
        String header,

        @Doc("What stands before the secret.") @Default("Bearer ")
        String prefix,

        @Doc("The environment variable with the secret.") @Nullable
        String env,

        @Doc("The file with the secret; read again at each reload.") @Nullable
        Path file) {}
