package dev.spillway.offload.work;

import dev.spillway.core.Handle;
import dev.spillway.core.Time;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Lease;
import dev.spillway.offload.Report;
import dev.spillway.offload.TaskStore;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tasks of one queue while there is room, and works on them. Confined to the workers' event loop. */
final class QueueLoop {
    private static final Logger LOG = LoggerFactory.getLogger(QueueLoop.class);

    /** How often it looks where no one tells it: for a store that others share, and for tasks that became due. */
    static final Duration POLL = Duration.ofSeconds(1);

    /** How soon it asks again for room that synchronous calls have taken; then less and less often, up to {@link #POLL}. */
    static final Duration YIELD = Duration.ofMillis(100);

    /** One claim in so many takes the oldest tasks, whatever their priority. */
    static final int OLDEST_EACH = 8;

    private static final int CLAIM_MOST = 64;

    private final QueuePlan plan;
    private final TaskStore store;
    private final Time time;
    private final String worker;
    private final WorkObserver observer;
    private final Runnable onIdle;
    private final Map<Handle, Attempt> running = new LinkedHashMap<>();
    private final Map<String, Integer> held = new HashMap<>();
    private Time.@Nullable Timer timer;
    private Duration patience = YIELD;
    private boolean claiming;
    private boolean woken;
    private boolean closed;
    private boolean troubled;
    private int claims;

    QueueLoop(QueuePlan plan, TaskStore store, Time time, String worker, WorkObserver observer, Runnable onIdle) {
        this.plan = plan;
        this.store = store;
        this.time = time;
        this.worker = worker;
        this.observer = observer;
        this.onIdle = onIdle;
    }

    /** Looks for work, now. */
    void wake() {
        woken = true;
        if (!claiming && !closed) {
            claim();
        }
    }

    /** Stops the work on a task, if it is here. */
    void stop(Handle handle) {
        Attempt attempt = running.get(handle);
        if (attempt != null) {
            attempt.stop();
        }
    }

    /** Takes no more tasks. */
    void close() {
        closed = true;
        cancelTimer();
        tellWhenIdle();
    }

    void goDown() {
        List.copyOf(running.values()).forEach(Attempt::goDown);
    }

    void abandon() {
        List.copyOf(running.values()).forEach(Attempt::abandon);
    }

    /** Whether it is closed and nothing is under way any more. */
    boolean isIdle() {
        return closed && !claiming && running.isEmpty();
    }

    int running() {
        return running.size();
    }

    private void claim() {
        cancelTimer();
        woken = false;
        int room = Math.min(plan.most(), plan.room().getAsInt()) - running.size();
        if (room <= 0) {
            if (running.size() < plan.most()) {
                wakeAfter(patience); // the room is someone else's, who won't tell when it is free
                patience = patience.multipliedBy(2).compareTo(POLL) < 0 ? patience.multipliedBy(2) : POLL;
            }
            return;
        }
        patience = YIELD;
        claiming = true;
        int most = Math.min(room, CLAIM_MOST);
        Claim.Order order = ++claims % OLDEST_EACH == 0 ? Claim.Order.OLDEST : Claim.Order.PRIORITY;
        store.claim(new Claim(plan.queue(), most, plan.lease(), worker, order, plan.tenantMost(), held))
                .onComplete(result -> claimed(result, most));
    }

    private void claimed(AsyncResult<List<Lease>> result, int asked) {
        if (result.failed()) {
            claiming = false;
            if (!troubled) {
                LOG.warn("no tasks of {} could be taken: {}", plan.queue(), String.valueOf(result.cause()));
            }
            troubled = true; // once, not each second
            wakeAfter(POLL);
        } else if (closed) {
            claiming = false;
            result.result().forEach(this::giveBack);
        } else {
            troubled = false;
            result.result().forEach(this::start); // what ends at once wakes this loop, which goes on below
            claiming = false;
            if (result.result().size() == asked || woken) {
                claim();
            } else {
                wakeAfter(POLL);
            }
        }
        tellWhenIdle();
    }

    private void start(Lease lease) {
        Attempt attempt = new Attempt(lease, plan, store, time, observer, this::over);
        running.put(lease.task().handle(), attempt);
        held.merge(lease.task().tenant(), 1, Integer::sum);
        attempt.start();
    }

    private void giveBack(Lease lease) {
        store.report(lease, new Report.Release(Duration.ZERO, "the gateway went down"))
                .onFailure(lost -> LOG.info("a task waits for its lease to run out: {}", String.valueOf(lost)));
    }

    private void over(Attempt attempt) {
        String tenant = attempt.lease().task().tenant();
        running.remove(attempt.lease().task().handle(), attempt);
        held.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
        if (!closed) {
            wake();
        }
        tellWhenIdle();
    }

    private void tellWhenIdle() {
        if (isIdle()) {
            onIdle.run();
        }
    }

    private void wakeAfter(Duration delay) {
        if (!closed) {
            cancelTimer();
            timer = time.after(delay, this::wake);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
