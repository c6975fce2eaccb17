package dev.spillway.offload.callback;

import dev.spillway.offload.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Checks callbacks on the receiver's side. What is valid may still be a repeat: its id is what a receiver remembers for as
 * long as the tolerance, at least.
 *
 * @param keys any of them will do
 * @param tolerance how far a callback's time may be from ours
 */
public record Verifier(List<VerifyingKey> keys, Duration tolerance) {
    private static final int SIGNATURES_MOST = 20;

    /** What is to be made of a callback. */
    public enum Finding {
        VALID,
        /** A header is missing or unreadable. */
        MALFORMED,
        /** Its time is too far from ours: late, or sent again by someone else. */
        TIME_OFF,
        /** No key accepts its signature: not from the sender, or changed on the way. */
        NOT_SIGNED
    }

    public Verifier {
        keys = List.copyOf(keys);
    }

    /** A usual one: 5 minutes of tolerance. */
    public Verifier(VerifyingKey... keys) {
        this(List.of(keys), Duration.ofMinutes(5));
    }

    /**
     * Checks one callback.
     *
     * @param headers with names in lower case
     * @param body as it was received, byte for byte
     */
    public Finding check(Map<String, String> headers, Bytes body, Instant now) {
        String id = headers.getOrDefault(Signer.ID, "");
        String timestamp = headers.getOrDefault(Signer.TIMESTAMP, "");
        String signatures = headers.getOrDefault(Signer.SIGNATURE, "");
        if (id.isEmpty() || id.indexOf('.') >= 0 || signatures.isEmpty() || !timestamp.matches("[0-9]{1,12}")) {
            return Finding.MALFORMED;
        }
        long seconds = Long.parseLong(timestamp);
        if (Math.abs(now.getEpochSecond() - seconds) > tolerance.toSeconds()) {
            return Finding.TIME_OFF;
        }
        byte[] content = Signer.content(id, seconds, body);
        String[] each = signatures.split(" ", SIGNATURES_MOST);
        for (String signature : each) {
            for (VerifyingKey key : keys) {
                if (key.accepts(signature, content)) {
                    return Finding.VALID;
                }
            }
        }
        return Finding.NOT_SIGNED;
    }
}
