package dev.spillway.offload;

import java.security.SecureRandom;
import java.util.Base64;

/** What entitles its bearer to complete one parked task once. Only its hash is stored; it is never printed. */
public record Token(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    /** A new token of 128 random bits. */
    public static Token random() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** What is stored of it. SHA-256 will do without salt or cost: there is nothing to guess in 128 random bits. */
    public Bytes hash() {
        return Bytes.utf8(value).sha256();
    }

    @Override
    public String toString() {
        return "Token[redacted]";
    }
}
