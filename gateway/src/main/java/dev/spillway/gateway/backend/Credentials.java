package dev.spillway.gateway.backend;

import dev.spillway.gateway.config.CredentialsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;

/**
 * What is shown to a backend. It masks itself: only {@link #value()} gives the secret.
 *
 * @param header in lower case
 */
public record Credentials(String header, String value) {

    /**
     * Reads the secret from where the configuration says.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Credentials of(CredentialsConfig config, Map<String, String> environment) {
        return new Credentials(config.header().toLowerCase(Locale.ROOT), config.prefix() + secret(config, environment));
    }

    private static String secret(CredentialsConfig config, Map<String, String> environment) {
        if (config.env() != null) {
            String secret = environment.get(config.env());
            if (secret == null || secret.isBlank()) {
                throw new IllegalArgumentException("the environment variable " + config.env() + " is not set");
            }
            return secret.strip();
        }
        if (config.file() == null) {
            throw new IllegalArgumentException("credentials need `env` or `file`");
        }
        try {
            return Files.readString(config.file()).strip();
        } catch (IOException cause) {
            throw new IllegalArgumentException("the secret can't be read: " + cause.getMessage(), cause);
        }
    }

    @Override
    public String toString() {
        return header + ": ***";
    }
}
