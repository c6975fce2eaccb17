package dev.spillway.offload;

import dev.spillway.core.Handle;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks are durable.
 *
 * <p>All operations may be called on any event loop, never block it, and complete on the caller's context. A write's future
 * completes only when it is durable. It fails with {@link StoreRefused} where nothing was written, with {@link
 * EnqueueUnknown} or {@link OutcomeUnknown} where that is not known; races are no failures but verdicts. All times are by
 * the store's wall clock.
 */
public interface TaskStore extends AutoCloseable {
    /** A handle for a task about to be submitted: opaque and unguessable. No I/O. */
    Handle newHandle();

    Capabilities capabilities();

    StoreStatus status();

    /** Accepts a task. */
    Future<Enqueued> enqueue(NewTask task);

    /** Gives tasks to a worker; an empty list where none is ready. */
    Future<List<Lease>> claim(Claim claim);

    /** Hears a worker. */
    Future<Verdict> report(Lease lease, Report report);

    /** Does what someone else wants of a task. */
    Future<Verdict> control(Handle handle, Command command);

    /** Begins a page of finished tasks anew; its items are the handles. */
    Future<Page<Handle>> replay(BulkReplay replay);

    Future<Optional<TaskView>> find(Handle handle);

    /** Tasks, newest first. */
    Future<Page<TaskSummary>> list(Filter filter, @Nullable Cursor behind, int most);

    /** Events after {@code afterSeq}, oldest first; empty where there is no such task. */
    Future<Optional<History>> history(Handle handle, long afterSeq, int most);

    /**
     * Events after {@code afterSeq} as they come; ends when the task is finished, or where there is none. To be closed by a
     * reader that leaves earlier.
     */
    Feed watch(Handle handle, long afterSeq);

    /** One bounded round of what time brings about. To be called every second or so. */
    Future<Maintenance> maintain();

    Future<List<Backlog>> backlog();

    /**
     * Tells a listener, on the context of this call, what it may want to act upon.
     *
     * @return ends it
     */
    Runnable listen(Consumer<Signal> listener);

    /** Finishes what was accepted and lets go of everything. Blocks: not for event loops. */
    @Override
    void close();
}
