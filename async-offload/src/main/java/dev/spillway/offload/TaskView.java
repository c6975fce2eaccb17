package dev.spillway.offload;

import org.jspecify.annotations.Nullable;

/**
 * A task with its payloads.
 *
 * @param lastSeq the number of its last event
 * @param result null until it succeeded
 * @param progress the last progress, or the context for whoever it waits for; null where there is none
 */
public record TaskView(
        TaskSummary summary,
        long lastSeq,
        Bytes input,
        @Nullable Bytes result,
        @Nullable Bytes progress) {}
