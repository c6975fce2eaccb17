package dev.spillway.offload;

import org.jspecify.annotations.Nullable;

/**
 * How a task is treated: fixed when it is accepted.
 *
 * @param callback who wants to hear of its end; null where no one does
 */
public record Terms(
        Retry retry, Retention retention, @Nullable Callback callback) {
    public Terms(Retry retry) {
        this(retry, Retention.USUAL, null);
    }
}
