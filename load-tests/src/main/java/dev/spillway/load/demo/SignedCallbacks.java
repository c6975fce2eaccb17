package dev.spillway.load.demo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tells genuine callbacks from others, as Standard Webhooks 1.0.0 says: what a partner writes, with the JDK alone. */
final class SignedCallbacks {
    private static final String SECRET = "whsec_";
    private static final String VERSION = "v1,";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final SecretKeySpec key;

    /** With a secret as both sides were given it: {@code whsec_} and base64. */
    SignedCallbacks(String secret) {
        if (!secret.startsWith(SECRET)) {
            throw new IllegalArgumentException("the secret of callbacks begins with " + SECRET);
        }
        key = new SecretKeySpec(Base64.getDecoder().decode(secret.substring(SECRET.length())), "HmacSHA256");
    }

    /**
     * Whether a callback was signed with the secret, and not long ago.
     *
     * @param timestamp in seconds since 1970
     * @param signatures one or more, separated by spaces
     * @param body as it came, byte for byte
     */
    boolean isGenuine(String id, String timestamp, String signatures, byte[] body, Instant now) {
        if (!timestamp.matches("\\d{1,12}")
                || Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                                .abs()
                                .compareTo(TOLERANCE)
                        > 0) {
            return false;
        }
        byte[] expected = (VERSION + Base64.getEncoder().encodeToString(sign(id + "." + timestamp + ".", body)))
                .getBytes(StandardCharsets.US_ASCII);
        boolean genuine = false;
        for (String one : signatures.split(" ", -1)) {
            genuine |= MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.US_ASCII));
        }
        return genuine;
    }

    private byte[] sign(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA256", missing);
        }
    }
}
