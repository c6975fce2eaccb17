package dev.spillway.gateway.offload;

import dev.spillway.core.Handle;
import dev.spillway.offload.Backlog;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Capabilities;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Command;
import dev.spillway.offload.Cursor;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Feed;
import dev.spillway.offload.Filter;
import dev.spillway.offload.History;
import dev.spillway.offload.Lease;
import dev.spillway.offload.Maintenance;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Page;
import dev.spillway.offload.Report;
import dev.spillway.offload.Signal;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.StoreStatus;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.TaskView;
import dev.spillway.offload.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that only takes submissions, and says what became of them when the test does. */
final class ScriptedStore implements TaskStore {
    final List<NewTask> submitted = new ArrayList<>();
    private final List<Promise<Enqueued>> open = new ArrayList<>();
    private Promise<Maintenance> round = Promise.promise();
    private int rounds;
    private @Nullable Throwable refusal;
    private StoreStatus status = new StoreStatus.Serving(0, Duration.ZERO);

    /** Refuses everything from now on. */
    void refuses(Throwable why) {
        refusal = why;
    }

    /** Takes no more writes, as after a disk error. */
    void breaks(String reason) {
        status = new StoreStatus.NotServing(reason);
        refusal = new StoreRefused(StoreRefused.Reason.BROKEN, reason, Duration.ZERO);
    }

    /** The task that was submitted last. */
    NewTask last() {
        return submitted.getLast();
    }

    /** The last submission is durable. */
    void commits() {
        open.getLast().complete(new Enqueued.Created(last().handle()));
    }

    void tells(Enqueued what) {
        open.getLast().complete(what);
    }

    @Override
    public Handle newHandle() {
        return new Handle("t_" + submitted.size());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("scripted", false, 4_096, 4_096);
    }

    @Override
    public StoreStatus status() {
        return status;
    }

    @Override
    public Future<Enqueued> enqueue(NewTask task) {
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        submitted.add(task);
        open.add(Promise.promise());
        return open.getLast().future();
    }

    @Override
    public Future<Optional<TaskView>> find(Handle handle) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<List<Lease>> claim(Claim claim) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Verdict> report(Lease lease, Report report) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Verdict> control(Handle handle, Command command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Page<Handle>> replay(BulkReplay replay) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Page<TaskSummary>> list(Filter filter, @Nullable Cursor behind, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<History>> history(Handle handle, long afterSeq, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Feed watch(Handle handle, long afterSeq) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Maintenance> maintain() {
        rounds++;
        round = Promise.promise();
        return round.future();
    }

    /** The round of maintenance that was begun last has nothing more to do. */
    void maintained() {
        round.complete(new Maintenance(0, 0, 0, 0, 0, 0, false));
    }

    /** How many rounds of maintenance were begun. */
    int rounds() {
        return rounds;
    }

    @Override
    public Future<List<Backlog>> backlog() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Runnable listen(Consumer<Signal> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
