package dev.spillway.offload;

import java.time.Duration;

/**
 * What makes the repeat of a submission safe, within a tenant.
 *
 * @param key as the client sent it, 1 to 255 characters
 * @param request the SHA-256 of the canonical request: the same key with another request is a conflict
 * @param keep how long a repeat is recognised, at least; in any case as long as the task is kept
 */
public record Idempotency(String key, Bytes request, Duration keep) {
    public Idempotency {
        if (key.isEmpty() || key.length() > 255) {
            throw new IllegalArgumentException("an idempotency key has 1 to 255 characters, not " + key.length());
        }
    }

    public Idempotency(String key, Bytes request) {
        this(key, request, Duration.ofHours(24));
    }
}
