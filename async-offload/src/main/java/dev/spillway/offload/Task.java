package dev.spillway.offload;

import dev.spillway.core.Handle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as its worker sees it.
 *
 * @param attempt this attempt, from 1
 * @param replays how often it was begun anew
 * @param gaveUp whether it was parked before and no one acted in time: the next step is wanted, not the first one
 * @param deadline null for never
 * @param input as it was submitted
 */
public record Task(
        Handle handle,
        String tenant,
        String queue,
        String kind,
        int priority,
        int attempt,
        int replays,
        boolean gaveUp,
        Instant created,
        @Nullable Instant deadline,
        Terms terms,
        Bytes input) {}
