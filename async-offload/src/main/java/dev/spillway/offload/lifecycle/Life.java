package dev.spillway.offload.lifecycle;

import dev.spillway.offload.Bytes;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What changes while a task lives, but for its payloads. Times in whole milliseconds, as they are stored.
 *
 * @param attempt the current or last attempt; 0 before the first
 * @param fence rises with each change of state
 * @param lastSeq the number of its last event
 * @param runAt when it may start, or until when it waits for someone outside
 * @param deadline null for never
 * @param lent null while no worker has it
 * @param stop null while no one asked its worker to stop
 * @param token the hash of the token that completes it; null where there is none
 * @param giveUp what becomes of it when no one acts on it
 * @param gaveUp whether no one did
 * @param replayId the bulk replay that began it anew last; empty for none
 * @param reason why it is in its state
 * @param finished null while it is not
 * @param keepUntil it is kept at least until then: a repeat of its submission must find it; null where nothing asks for it
 * @param purgeAt when it is deleted; null while it is not finished
 */
public record Life(
        TaskState state,
        int attempt,
        int replays,
        long fence,
        long lastSeq,
        Instant runAt,
        @Nullable Instant deadline,
        @Nullable Lent lent,
        @Nullable Stop stop,
        @Nullable Bytes token,
        GiveUp giveUp,
        boolean gaveUp,
        String replayId,
        String reason,
        Instant created,
        Instant updated,
        @Nullable Instant finished,
        @Nullable Instant keepUntil,
        @Nullable Instant purgeAt) {

    /** To whom a task is lent, and until when. */
    public record Lent(String worker, Instant until) {}

    /**
     * That its worker was asked to stop.
     *
     * @param by when it counts as stopped in any case
     * @param into the state that it then has: cancelled or expired
     */
    public record Stop(Instant by, TaskState into) {}
}
