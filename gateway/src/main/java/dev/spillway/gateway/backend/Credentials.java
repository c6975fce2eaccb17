package dev.spillway.gateway.backend;

import dev.spillway.gateway.config.CredentialsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is shown to a backend: a header and its secret value, which no log and no message ever sees. */
public final class Credentials {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]+");

    private final String header;
    private final String value;

    private Credentials(String header, String value) {
        this.header = header;
        this.value = value;
    }

    /**
     * Reads the secret, which may block: at start and reload only.
     *
     * @param environment looks a variable up; null where it is not set
     * @throws IllegalArgumentException where there is no secret, or none that a header can carry; the message says where
     *     it was looked for and never what was found
     */
    public static Credentials read(CredentialsConfig config, Function<String, @Nullable String> environment) {
        if ((config.env() == null) == (config.file() == null)) {
            throw new IllegalArgumentException("credentials come from exactly one of env and file");
        }
        if (!TOKEN.matcher(config.header()).matches()) {
            throw new IllegalArgumentException("not a name for a header: " + config.header());
        }
        String from = config.env() != null ? "the environment variable " + config.env() : "the file " + config.file();
        String secret = secret(config, environment, from).strip();
        String value = config.prefix() + secret;
        if (secret.isEmpty() || !VISIBLE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    from + (secret.isEmpty() ? " is empty" : " holds characters that a header can't carry"));
        }
        return new Credentials(config.header().toLowerCase(Locale.ROOT), value);
    }

    private static String secret(
            CredentialsConfig config, Function<String, @Nullable String> environment, String from) {
        if (config.env() != null) {
            String secret = environment.apply(config.env());
            if (secret == null) {
                throw new IllegalArgumentException(from + " is not set");
            }
            return secret;
        }
        try {
            return Files.readString(java.util.Objects.requireNonNull(config.file()));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    from + " can't be read: " + unreadable.getClass().getSimpleName(), unreadable);
        }
    }

    /** The header's name, in lower case. */
    public String header() {
        return header;
    }

    /** The header's value, the secret in it. */
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return header + ": ***";
    }
}
