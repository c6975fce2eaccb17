package dev.spillway.offload.work;

import dev.spillway.core.Failure;
import dev.spillway.core.Scope;
import dev.spillway.core.Time;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Lease;
import dev.spillway.offload.OutcomeUnknown;
import dev.spillway.offload.Report;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.Verdict;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one task: runs it, keeps its lease alive, stops it when asked, and reports what became of it. Confined to
 * the workers' event loop.
 */
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final Duration REPORT_AGAIN = Duration.ofSeconds(1);
    private static final Duration PROGRESS_EACH = Duration.ofSeconds(1);

    /** Where attempts go when they are over. */
    interface Home {
        void over(Attempt attempt);
    }

    private enum State {
        RUNNING,
        REPORTING,
        OVER
    }

    private final Lease lease;
    private final QueuePlan plan;
    private final TaskStore store;
    private final Time time;
    private final WorkObserver observer;
    private final Home home;
    private final Scope scope = Scope.root();
    private final Scope timers = Scope.root(); // outlives the work: a report may have to be repeated
    private final long beganNanos;
    private State state = State.RUNNING;
    private long leaseEndNanos;
    private boolean stopAsked;
    private boolean goingDown;
    private @Nullable Bytes unsentProgress;
    private boolean progressWaits;

    Attempt(Lease lease, QueuePlan plan, TaskStore store, Time time, WorkObserver observer, Home home) {
        this.lease = lease;
        this.plan = plan;
        this.store = store;
        this.time = time;
        this.observer = observer;
        this.home = home;
        this.beganNanos = time.nanos();
        this.leaseEndNanos = beganNanos + plan.lease().toNanos();
    }

    Lease lease() {
        return lease;
    }

    void start() {
        beatAfter(plan.lease().dividedBy(3));
        run().onComplete(this::ended);
    }

    /** The task is to be stopped. */
    void stop() {
        if (!stopAsked) {
            stopAsked = true;
            scope.cancel();
        }
    }

    /** The gateway goes down: the task goes back to the queue, unless its work is done all the same. */
    void goDown() {
        goingDown = true;
        scope.cancel();
    }

    /** Gives the task back although its work has not ended: it did not stop when it was asked to. */
    void abandon() {
        if (state == State.RUNNING) {
            state = State.REPORTING;
            report(new Report.Release(Duration.ZERO, "the gateway went down"), null);
        }
    }

    private Future<RunResult> run() {
        try {
            return plan.runner().run(new Work(lease, scope, this::progress));
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private void ended(AsyncResult<RunResult> result) {
        if (state != State.RUNNING) {
            return; // lost or abandoned
        }
        state = State.REPORTING;
        RunResult outcome = result.succeeded() ? result.result() : defect(result.cause());
        scope.end();
        boolean cancelled = outcome instanceof RunResult.Failed(var why, var _, var _) && why == Failure.CANCELLED;
        if (stopAsked && !(outcome instanceof RunResult.Done)) {
            report(new Report.Stopped("stopped as asked"), outcome);
        } else if (goingDown && cancelled) {
            report(new Report.Release(Duration.ZERO, "the gateway went down"), outcome);
        } else {
            report(Reporting.of(outcome), outcome);
        }
    }

    private RunResult defect(Throwable bug) {
        LOG.error("the work on a task of {} failed with a bug", lease.task().queue(), bug);
        return new RunResult.Failed(Failure.DEFECT, String.valueOf(bug), Duration.ZERO);
    }

    private void report(Report report, @Nullable RunResult outcome) {
        store.report(lease, report).onComplete(result -> {
            if (state == State.OVER) {
                return;
            }
            if (result.succeeded()) {
                if (outcome != null) {
                    Duration took = Duration.ofNanos(time.nanos() - beganNanos);
                    observer.reported(lease.task(), outcome, took, result.result());
                }
                over();
            } else if (result.cause() instanceof StoreRefused refused
                    && refused.reason() == StoreRefused.Reason.TOO_LARGE
                    && !(report instanceof Report.Fail)) {
                report(new Report.Fail(String.valueOf(refused.getMessage())), outcome);
            } else if (time.nanos() - leaseEndNanos >= 0 && !isForWantOfRoom(result.cause())) {
                LOG.warn("the result of a task is lost, its lease ran out: {}", String.valueOf(result.cause()));
                over();
            } else {
                after(REPORT_AGAIN, () -> report(report, outcome));
            }
        });
    }

    private void beatAfter(Duration delay) {
        after(delay, () -> {
            if (state == State.RUNNING) {
                beat();
            }
        });
    }

    private void beat() {
        long sentNanos = time.nanos();
        store.report(lease, new Report.Extend(plan.lease())).onComplete(result -> {
            if (state != State.RUNNING) {
                return;
            }
            if (result.succeeded() && result.result() instanceof Verdict.Applied(var _, var stop)) {
                leaseEndNanos = sentNanos + plan.lease().toNanos();
                if (stop) {
                    stop();
                }
                beatAfter(plan.lease().dividedBy(3));
            } else if (result.succeeded() || (time.nanos() - leaseEndNanos >= 0 && !isForWantOfRoom(result.cause()))) {
                lost();
            } else {
                beatAfter(plan.lease().dividedBy(10)); // the store is in trouble: sooner than usual
            }
        });
    }

    /** While the store can't be written, no one else can have been given the task. */
    private static boolean isForWantOfRoom(Throwable cause) {
        return switch (cause) {
            case StoreRefused refused -> refused.reason() == StoreRefused.Reason.NO_SPACE;
            case OutcomeUnknown unknown ->
                unknown.getCause() instanceof StoreRefused && isForWantOfRoom(unknown.getCause());
            default -> false;
        };
    }

    /** Someone else may have the task by now: whatever still comes of this attempt is dropped. */
    private void lost() {
        LOG.info(
                "the lease of a task of {} was lost; its work is stopped",
                lease.task().queue());
        over();
        scope.cancel();
    }

    private void over() {
        state = State.OVER;
        timers.cancel();
        home.over(this);
    }

    private void progress(Bytes data) {
        unsentProgress = data;
        if (!progressWaits && state == State.RUNNING) {
            sendProgress();
        }
    }

    private void sendProgress() {
        Bytes data = unsentProgress;
        progressWaits = data != null && state == State.RUNNING;
        if (data == null || state != State.RUNNING) {
            return;
        }
        unsentProgress = null;
        store.report(lease, new Report.Progress(data)).onFailure(lost -> LOG.debug("progress was not stored", lost));
        after(PROGRESS_EACH, this::sendProgress);
    }

    private void after(Duration delay, Runnable task) {
        Scope one = timers.fork();
        Time.Timer timer = time.after(delay, () -> {
            one.end();
            task.run();
        });
        one.onCancel(timer::cancel);
    }
}
