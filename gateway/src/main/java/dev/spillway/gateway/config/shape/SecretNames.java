package dev.spillway.gateway.config.shape;

import java.util.List;
import java.util.Locale;

/** Knows by its name what is probably a secret, in case someone writes one where none belongs. */
public final class SecretNames {
    private static final List<String> PARTS =
            List.of("authorization", "cookie", "api-key", "apikey", "api_key", "password", "secret", "token");

    private SecretNames() {}

    /** Whether the value of a key of this name is better not shown. */
    public static boolean isOne(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return PARTS.stream().anyMatch(small::contains);
    }
}
