package dev.spillway.offload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return Bytes.owned(sha.digest(Bytes.utf8(value).shared()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return "Token[redacted]";
    }
}
