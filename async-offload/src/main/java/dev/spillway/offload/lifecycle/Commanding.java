package dev.spillway.offload.lifecycle;

import dev.spillway.offload.Authority;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Command;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task and everyone who is not its worker. */
public final class Commanding {
    private Commanding() {}

    /**
     * Decides on a command.
     *
     * @param result reads the task's stored result, asked only to recognise an equal repeat
     */
    public static Move control(Standing task, Command command, Instant now, Supplier<@Nullable Bytes> result) {
        Draft draft = new Draft(task, now);
        return switch (command) {
            case Command.Cancel cancel -> cancel(draft, cancel);
            case Command.Replay replay -> replay(draft, replay);
            case Command.Complete(Authority authority, Bytes bytes) ->
                refused(draft, authority)
                        ? new Move.Stay(new Verdict.TokenRefused())
                        : complete(draft, authority, bytes, result);
            case Command.Fail(Authority authority, String error) ->
                refused(draft, authority)
                        ? new Move.Stay(new Verdict.TokenRefused())
                        : fail(task, draft, authority, error);
        };
    }

    /** Decides on one task of a bulk replay; it stays where this replay began it anew before. */
    public static Move replay(Standing task, BulkReplay replay, Instant now) {
        Life life = task.life();
        if (life.replayId().equals(replay.id()) || !replay.filter().states().contains(life.state())) {
            return new Move.Stay(new Verdict.Repeated(life.state()));
        }
        Draft draft = new Draft(task, now);
        draft.replayId = replay.id();
        return anew(draft, replay.by(), replay.reason(), replay.deadline());
    }

    private static Move cancel(Draft draft, Command.Cancel cancel) {
        return switch (draft.state) {
            case SCHEDULED, READY, WAITING -> draft.finish(TaskState.CANCELLED, cancel.by(), cancel.reason());
            case LEASED -> {
                Life.Stop asked = draft.stop;
                if (asked != null && asked.into() == TaskState.CANCELLED) {
                    yield new Move.Stay(new Verdict.Repeated(TaskState.LEASED));
                }
                Instant by = draft.now.plusMillis(cancel.grace().toMillis());
                draft.stop = new Life.Stop(earlier(by, asked), TaskState.CANCELLED);
                yield draft.go(TaskEvent.Kind.STOP_ASKED, cancel.by(), cancel.reason());
            }
            case CANCELLED -> new Move.Stay(new Verdict.Repeated(TaskState.CANCELLED));
            case SUCCEEDED, EXPIRED, DEAD -> new Move.Stay(new Verdict.IllegalState(draft.state));
        };
    }

    private static Instant earlier(Instant by, Life.@Nullable Stop asked) {
        return asked != null && asked.by().isBefore(by) ? asked.by() : by;
    }

    private static Move replay(Draft draft, Command.Replay replay) {
        boolean allowed = draft.state == TaskState.SUCCEEDED ? replay.evenSucceeded() : draft.state.isTerminal();
        return allowed
                ? anew(draft, replay.by(), replay.reason(), replay.deadline())
                : new Move.Stay(new Verdict.IllegalState(draft.state));
    }

    private static Move.Go anew(Draft draft, String by, String reason, @Nullable Duration deadline) {
        draft.attempt = 0;
        draft.replays++;
        draft.runAt = draft.now;
        draft.deadline = deadline == null ? null : draft.now.plusMillis(deadline.toMillis());
        draft.gaveUp = false;
        draft.finished = null;
        draft.purgeAt = null;
        draft.to(TaskState.READY, reason);
        return draft.go(TaskEvent.Kind.REPLAYED, by, reason, null, new Move.Cleared());
    }

    private static Move complete(Draft draft, Authority authority, Bytes bytes, Supplier<@Nullable Bytes> result) {
        if (draft.state == TaskState.WAITING) {
            String why = authority instanceof Authority.Person person ? person.reason() : "";
            return draft.finish(TaskState.SUCCEEDED, nameOf(authority), why, new Move.Result(bytes));
        }
        return draft.state == TaskState.SUCCEEDED && bytes.equals(result.get())
                ? new Move.Stay(new Verdict.Repeated(TaskState.SUCCEEDED))
                : new Move.Stay(new Verdict.IllegalState(draft.state));
    }

    private static Move fail(Standing task, Draft draft, Authority authority, String error) {
        if (draft.state == TaskState.WAITING) {
            return draft.finish(TaskState.DEAD, nameOf(authority), error);
        }
        return draft.state == TaskState.DEAD && task.life().reason().equals(error)
                ? new Move.Stay(new Verdict.Repeated(TaskState.DEAD))
                : new Move.Stay(new Verdict.IllegalState(draft.state));
    }

    private static boolean refused(Draft draft, Authority authority) {
        return authority instanceof Authority.Bearer(var token)
                && (draft.token == null || !token.hash().equals(draft.token));
    }

    private static String nameOf(Authority authority) {
        return authority instanceof Authority.Person person ? person.name() : "token";
    }
}
