package dev.spillway.gateway.config.shape;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Knows by its name what is probably a secret, in case someone writes one where none belongs. */
public final class SecretNames {
    private static final List<String> PARTS =
            List.of("authorization", "cookie", "api-key", "apikey", "api_key", "password", "secret", "token");

    private static final Pattern USER_AND_PASSWORD = Pattern.compile("://[^/?#@\\s]*:[^/?#@\\s]*@");

    private SecretNames() {}

    /** Whether a text holds a user's password, as a URL may. */
    public static boolean isIn(String text) {
        return USER_AND_PASSWORD.matcher(text).find();
    }

    /** Whether the value of a key of this name is better not shown. */
    public static boolean isOne(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return PARTS.stream().anyMatch(small::contains);
    }
}
