package dev.spillway.offload;

import dev.spillway.core.Handle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task without its payloads.
 *
 * @param attempt the current or last attempt; 0 before the first
 * @param stopAsked whether its worker was asked to stop
 * @param worker who has it on lease; empty where no one does
 * @param reason why it is in its state, for a person to read; may be empty
 * @param runAt when it may start, or until when it waits for someone outside
 * @param deadline null for never
 * @param finished null while it is not
 * @param parent the task of whose end this one tells; null for ordinary tasks
 */
public record TaskSummary(
        Handle handle,
        String tenant,
        String queue,
        String kind,
        int priority,
        TaskState state,
        int attempt,
        int attemptsMost,
        int replays,
        boolean stopAsked,
        String worker,
        String reason,
        Instant created,
        Instant updated,
        Instant runAt,
        @Nullable Instant deadline,
        @Nullable Instant finished,
        @Nullable Handle parent) {}
