package dev.spillway.offload.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.offload.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signs callbacks with all keys of an endpoint: while a key is replaced, the old and the new one both, so that the receiver
 * may change over when it likes.
 *
 * @param keys 1 to 5
 */
public record Signer(List<SigningKey> keys) {
    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    public Signer {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > 5) {
            throw new IllegalArgumentException("an endpoint has 1 to 5 signing keys, not " + keys.size());
        }
    }

    /**
     * The headers of one attempt.
     *
     * @param id the same for all attempts at one event; without a dot
     * @param at the time of this attempt
     */
    public Map<String, String> headers(String id, Instant at, Bytes body) {
        long seconds = at.getEpochSecond();
        byte[] content = content(id, seconds, body);
        String signatures = keys.stream().map(key -> key.sign(content)).collect(Collectors.joining(" "));
        return Map.of(ID, id, TIMESTAMP, "" + seconds, SIGNATURE, signatures);
    }

    /** What is signed: id, time and body, with dots between. */
    static byte[] content(String id, long seconds, Bytes body) {
        if (id.indexOf('.') >= 0) {
            throw new IllegalArgumentException("a callback's id has no dot");
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(body.length() + 64);
        content.writeBytes((id + "." + seconds + ".").getBytes(UTF_8));
        content.writeBytes(body.shared());
        return content.toByteArray();
    }
}
