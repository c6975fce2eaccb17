package dev.spillway.offload.lifecycle;

import dev.spillway.core.Handle;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Park;
import dev.spillway.offload.Report;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Verdict;
import java.time.Duration;
import java.time.Instant;

/** A task and its worker: the claim, the reports, and the worker that is heard of no more. */
public final class Working {
    private static final Duration THROTTLED_MIN = Duration.ofSeconds(1);
    private static final int LENT_MAX = 1_000;

    private Working() {}

    /** Lends a ready task; ends it instead where its deadline has passed. */
    public static Move.Go claim(Standing task, Claim claim, Instant now) {
        Draft draft = new Draft(task, now);
        if (draft.deadline != null && !draft.now.isBefore(draft.deadline)) {
            return draft.finish(TaskState.EXPIRED, "", "its deadline passed");
        }
        draft.attempt++; // counted now, so that an attempt that kills its worker counts, too
        draft.to(TaskState.LEASED, "");
        draft.lent =
                new Life.Lent(claim.worker(), draft.now.plusMillis(claim.lease().toMillis()));
        return draft.go(TaskEvent.Kind.CLAIMED, claim.worker(), "");
    }

    /** Hears the worker, if the task is still its own. */
    public static Move report(Standing task, long fence, Report report, Instant now) {
        if (task.life().fence() != fence || task.life().state() != TaskState.LEASED) {
            return new Move.Stay(new Verdict.StaleFence());
        }
        Draft draft = new Draft(task, now);
        String worker = draft.worker();
        return switch (report) {
            case Report.Extend(Duration lease) -> {
                draft.lent = new Life.Lent(worker, draft.now.plusMillis(lease.toMillis()));
                yield draft.silently();
            }
            case Report.Progress(var data) ->
                draft.go(TaskEvent.Kind.PROGRESSED, worker, "", data, new Move.Progress(data));
            case Report.Succeed(var result) ->
                draft.finish(
                        TaskState.SUCCEEDED, worker, "", new Move.Result(result)); // a stop asked for lost the race
            case Report.Again(Duration notBefore, String error) -> again(task, draft, notBefore, worker, error);
            case Report.Throttled(Duration notBefore, String error) -> throttled(task, draft, notBefore, worker, error);
            case Report.Fail(String error) -> stopOr(draft, TaskState.DEAD, worker, error);
            case Report.Await await -> await(draft, worker, await);
            case Report.Release(Duration after, String reason) -> release(draft, worker, after, reason);
            case Report.Stopped(String detail) ->
                draft.stop == null
                        ? new Move.Stay(new Verdict.IllegalState(TaskState.LEASED))
                        : draft.finish(draft.stop.into(), worker, detail);
        };
    }

    /** The lease ran out. */
    public static Move.Go lost(Standing task, Instant now) {
        return again(task, new Draft(task, now), Duration.ZERO, "", "the lease ran out");
    }

    /** The process of its worker is gone: no need to wait for the lease, nor before the next attempt. */
    public static Move.Go orphaned(Standing task, Instant now) {
        Draft draft = new Draft(task, now);
        String why = "the worker's process ended";
        if (draft.stop != null) {
            return draft.finish(draft.stop.into(), "", why);
        }
        if (draft.attempt >= task.terms().retry().attemptsMost()) {
            return draft.finish(TaskState.DEAD, "", why);
        }
        return draft.requeue(Duration.ZERO, TaskEvent.Kind.FAILED, "", why);
    }

    /** The lease ends later than any may, because the clock was set back: it is cut. */
    public static Move.Go overlong(Standing task, Instant now) {
        Draft draft = new Draft(task, now);
        draft.lent = new Life.Lent(draft.worker(), draft.now.plusMillis(Claim.LEASE_MOST.toMillis()));
        return draft.silently();
    }

    private static Move.Go again(Standing task, Draft draft, Duration notBefore, String by, String error) {
        if (draft.stop != null || draft.attempt >= task.terms().retry().attemptsMost()) {
            return stopOr(draft, TaskState.DEAD, by, error);
        }
        Duration backoff = task.terms().retry().backoff().after(draft.attempt, luck(task.handle(), task.life()));
        return draft.requeue(longer(backoff, notBefore), TaskEvent.Kind.FAILED, by, error);
    }

    /** Waits longer from time to time where it was not told for how long: as often as it was lent, not as it was tried. */
    private static Move.Go throttled(Standing task, Draft draft, Duration notBefore, String by, String error) {
        if (draft.stop != null || draft.deadline == null) {
            return again(task, draft, notBefore, by, error);
        }
        int lent = (int) Math.min(LENT_MAX, Math.max(1, task.life().fence() / 2));
        double luck = luck(task.handle(), task.life());
        Duration least = notBefore.isZero() ? THROTTLED_MIN : notBefore;
        Duration spread = Duration.ofMillis(Math.round(least.toMillis() * luck / 10)); // so that not all return at once
        Duration backoff = task.terms().retry().backoff().after(lent, luck);
        draft.attempt--;
        return draft.requeue(longer(backoff, least.plus(spread)), TaskEvent.Kind.FAILED, by, error);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Move.Go stopOr(Draft draft, TaskState end, String by, String why) {
        return draft.finish(draft.stop == null ? end : draft.stop.into(), by, why);
    }

    private static Move.Go await(Draft draft, String worker, Report.Await await) {
        if (draft.stop != null) {
            return draft.finish(draft.stop.into(), worker, "asked to stop");
        }
        Park park = await.park();
        draft.to(TaskState.WAITING, "");
        draft.runAt = draft.now.plusMillis(park.most().toMillis());
        draft.token = park.token();
        draft.giveUp = park.then();
        draft.gaveUp = false;
        return draft.go(TaskEvent.Kind.PARKED, worker, "", await.context(), new Move.Progress(await.context()));
    }

    private static Move.Go release(Draft draft, String worker, Duration after, String reason) {
        draft.attempt--;
        return draft.stop != null
                ? draft.finish(draft.stop.into(), worker, reason)
                : draft.requeue(after, TaskEvent.Kind.RELEASED, worker, reason);
    }

    /**
     * From 0 to 1, evenly spread over tasks and attempts, and always the same for one of them: so that all engines agree,
     * and a test can foresee it. The mixing is that of SplitMix64.
     */
    private static double luck(Handle handle, Life life) {
        long z = handle.value().hashCode() * 0x9E3779B97F4A7C15L + life.fence() * 0xD1B54A32D192ED03L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53;
    }
}
