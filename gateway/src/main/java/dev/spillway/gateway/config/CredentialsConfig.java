package dev.spillway.gateway.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is shown to a backend; the secret comes from the environment or from a file, never from the configuration. */
@Secret
@Doc("What is shown to a backend. The secret comes from the environment or from a file, never from this file.")
public record CredentialsConfig(
        @Doc("The header that carries it.") @Default("authorization") @Form(TextForm.HEADER_NAME)
        String header,

        @Doc("What stands before the secret.") @Default("Bearer ") @Form(TextForm.HEADER_VALUE)
        String prefix,

        @Doc("The environment variable with the secret.")
        @Form(TextForm.VARIABLE)
        @Secret(onlyUnreadable = true)
        @Nullable
        String env,

        @Doc("The file with the secret; read again at each reload.") @Nullable
        Path file) {}
