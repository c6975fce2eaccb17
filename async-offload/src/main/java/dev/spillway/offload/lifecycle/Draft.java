package dev.spillway.offload.lifecycle;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.spillway.offload.Bytes;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Retention;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task's next life while it is being decided. Only {@link #to} changes the state, and raises the fence with it. */
final class Draft {
    private static final int REASON_MOST = 500;

    final Instant now;
    TaskState state;
    int attempt;
    int replays;
    Instant runAt;

    @Nullable
    Instant deadline;

    Life.@Nullable Lent lent;
    Life.@Nullable Stop stop;

    @Nullable
    Bytes token;

    GiveUp giveUp;
    boolean gaveUp;
    String replayId;

    @Nullable
    Instant finished;

    @Nullable
    Instant purgeAt;

    private final Standing before;
    private long fence;
    private long lastSeq;
    private String reason;

    Draft(Standing before, Instant now) {
        this.before = before;
        this.now = now.truncatedTo(MILLIS);
        Life life = before.life();
        state = life.state();
        attempt = life.attempt();
        replays = life.replays();
        fence = life.fence();
        lastSeq = life.lastSeq();
        runAt = life.runAt();
        deadline = life.deadline();
        lent = life.lent();
        stop = life.stop();
        token = life.token();
        giveUp = life.giveUp();
        gaveUp = life.gaveUp();
        replayId = life.replayId();
        reason = life.reason();
        finished = life.finished();
        purgeAt = life.purgeAt();
    }

    /** The worker that has the task; empty where none does. */
    String worker() {
        return lent == null ? "" : lent.worker();
    }

    Draft to(TaskState next, String why) {
        state = next;
        fence++;
        reason = cut(why);
        if (next != TaskState.LEASED) {
            lent = null;
            stop = null;
        }
        if (!next.isTerminal()) {
            token = null; // a finished task keeps it, to tell its bearer what became of it
        }
        return this;
    }

    /** Ends the task. */
    Move.Go finish(TaskState end, String by, String why, Move.Payload payload) {
        to(end, why);
        Retention retention = before.terms().retention();
        Instant purge = now.plusMillis((end == TaskState.DEAD ? retention.dead() : retention.done()).toMillis());
        Instant keepUntil = before.life().keepUntil();
        finished = now;
        purgeAt = keepUntil != null && keepUntil.isAfter(purge) ? keepUntil : purge;
        return go(kindOf(end), by, why, null, payload);
    }

    Move.Go finish(TaskState end, String by, String why) {
        return finish(end, by, why, new Move.Same());
    }

    /** Back to the queue, not before {@code wait} is over; or expired, where that would be too late. */
    Move.Go requeue(Duration wait, TaskEvent.Kind kind, String by, String why) {
        Instant at = now.plusMillis(wait.toMillis());
        if (deadline != null && !at.isBefore(deadline)) {
            return finish(TaskState.EXPIRED, by, "no attempt could begin before the deadline; last: " + why);
        }
        runAt = at;
        to(at.isAfter(now) ? TaskState.SCHEDULED : TaskState.READY, why);
        return go(kind, by, why);
    }

    Move.Go go(TaskEvent.Kind kind, String by, String why, @Nullable Bytes data, Move.Payload payload) {
        lastSeq++;
        TaskEvent event = new TaskEvent(lastSeq, now, kind, state, attempt, by, cut(why), data);
        return new Move.Go(new Verdict.Applied(state, stop != null), life(), event, payload);
    }

    Move.Go go(TaskEvent.Kind kind, String by, String why) {
        return go(kind, by, why, null, new Move.Same());
    }

    /** A move without an event: only the lease changed. */
    Move.Go silently() {
        return new Move.Go(new Verdict.Applied(state, stop != null), life(), null, new Move.Same());
    }

    private Life life() {
        return new Life(
                state,
                attempt,
                replays,
                fence,
                lastSeq,
                runAt,
                deadline,
                lent,
                stop,
                token,
                giveUp,
                gaveUp,
                replayId,
                reason,
                before.life().created(),
                now,
                finished,
                before.life().keepUntil(),
                purgeAt);
    }

    private static TaskEvent.Kind kindOf(TaskState end) {
        return switch (end) {
            case SUCCEEDED -> TaskEvent.Kind.SUCCEEDED;
            case CANCELLED -> TaskEvent.Kind.CANCELLED;
            case EXPIRED -> TaskEvent.Kind.EXPIRED;
            case DEAD -> TaskEvent.Kind.DIED;
            case SCHEDULED, READY, LEASED, WAITING -> throw new IllegalArgumentException(end + " is no end");
        };
    }

    private static String cut(String why) {
        return why.length() <= REASON_MOST ? why : why.substring(0, REASON_MOST);
    }
}
