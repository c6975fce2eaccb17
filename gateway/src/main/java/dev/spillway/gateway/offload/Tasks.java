package dev.spillway.gateway.offload;

import dev.spillway.core.Caller;
import dev.spillway.core.Entry;
import dev.spillway.core.Handle;
import dev.spillway.core.Scope;
import dev.spillway.core.Time;
import dev.spillway.offload.Authority;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Command;
import dev.spillway.offload.Cursor;
import dev.spillway.offload.Feed;
import dev.spillway.offload.Filter;
import dev.spillway.offload.History;
import dev.spillway.offload.OutcomeUnknown;
import dev.spillway.offload.Page;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.TaskView;
import dev.spillway.offload.Token;
import dev.spillway.offload.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What callers may do with tasks: each sees those of its own tenant, and who may operate sees all. Futures complete on the
 * calling event loop, and fail with {@link TaskRefused} where nothing was done.
 */
public final class Tasks {
    /** The longest time that one request waits for a task's end. */
    public static final Duration WAIT_MOST = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);
    private static final String OPERATE = "operate";
    private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(1);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final int REPLAY_PAGE = 100;

    private final TaskService service;
    private final TaskStore store;
    private final Time time;

    public Tasks(TaskService service) {
        this.service = service;
        this.store = service.store();
        this.time = service.time();
    }

    /** Whether a caller may see and change other tenants' tasks. */
    public static boolean operates(Caller caller) {
        return caller.scopes().contains(OPERATE);
    }

    /** A task of the caller's. */
    public Future<TaskView> find(Caller caller, String handle) {
        return known(handle).map(view -> {
            if (!operates(caller) && !view.summary().tenant().equals(caller.tenant())) {
                throw unknown(); // no more than of one that there is not
            }
            return view;
        });
    }

    /** A task of the caller's, once it has ended or the wait is over; ends early with the scope. */
    public Future<TaskView> end(Caller caller, String handle, Duration wait, Scope scope) {
        return find(caller, handle)
                .compose(view -> view.summary().state().isTerminal() || wait.isZero()
                        ? Future.succeededFuture(view)
                        : ended(view, shorter(wait, WAIT_MOST), scope).compose(_ -> find(caller, handle)));
    }

    private Future<Void> ended(TaskView view, Duration wait, Scope outer) {
        Promise<Void> over = Promise.promise();
        Scope scope = outer.fork();
        Feed feed = store.watch(view.summary().handle(), view.lastSeq());
        scope.onEnd(feed::close);
        scope.onEnd(over::tryComplete);
        Time.Timer timer = time.after(wait, scope::end);
        scope.onEnd(timer::cancel);
        feed.exceptionHandler(_ -> scope.end());
        feed.endHandler(_ -> scope.end());
        feed.handler(event -> {
            if (event.state().isTerminal()) {
                scope.end();
            }
        });
        return over.future();
    }

    /** All that is kept of what happened to a task, oldest first. */
    public Future<List<TaskEvent>> history(Handle handle) {
        return asked(store.history(handle, 0, History.KEPT))
                .map(history -> history.map(History::events).orElse(List.of()));
    }

    /** Tasks, newest first; of the caller's own tenant, unless it operates. */
    public Future<Page<TaskSummary>> list(Caller caller, Filter filter, @Nullable String behind, int most) {
        return asked(store.list(mayList(caller, filter), behind == null ? null : new Cursor(new Handle(behind)), most));
    }

    /** What happens to a task of the caller's, from behind an event on. To be closed by a reader that leaves. */
    public Future<Feed> watch(Caller caller, String handle, long after) {
        return find(caller, handle).map(view -> store.watch(view.summary().handle(), after));
    }

    /** Stops a task. */
    public Future<TaskView> cancel(Caller caller, String handle, String reason) {
        return find(caller, handle)
                .compose(view ->
                        control(view.summary().handle(), new Command.Cancel(caller.principal(), reason, STOP_GRACE)));
    }

    /** Begins a finished task anew. */
    public Future<TaskView> replay(Caller caller, String handle, String reason, @Nullable Duration deadline) {
        return find(caller, handle).compose(view -> {
            boolean callback = view.summary().parent() != null;
            if (callback && !operates(caller)) {
                return Future.failedFuture(
                        new TaskRefused(TaskRefused.Reason.FORBIDDEN, "a callback is sent again by operators only"));
            }
            return control(view.summary().handle(), new Command.Replay(caller.principal(), reason, deadline, callback));
        });
    }

    /**
     * Begins many finished tasks anew, page by page and no faster than configured; for operators.
     *
     * @return how many it would be, for a dry run; else completes at once, and the work goes on
     */
    public Future<Integer> replayMany(
            Caller caller, String id, Filter filter, String reason, @Nullable Duration deadline, boolean dryRun) {
        if (!operates(caller)) {
            return Future.failedFuture(new TaskRefused(
                    TaskRefused.Reason.FORBIDDEN, "the key of " + caller.principal() + " lacks the scope operate"));
        }
        BulkReplay first;
        try {
            first = new BulkReplay(id, filter, null, REPLAY_PAGE, dryRun, caller.principal(), reason, deadline);
        } catch (IllegalArgumentException invalid) {
            return Future.failedFuture(
                    new TaskRefused(TaskRefused.Reason.INVALID, String.valueOf(invalid.getMessage())));
        }
        Future<Integer> count = service.replays().run(first);
        if (dryRun) {
            return asked(count);
        }
        count.onComplete(done -> {
            if (done.succeeded()) {
                LOG.info("the replay {} began {} tasks anew", id, done.result());
            } else {
                LOG.warn("the replay {} was interrupted; run it again: {}", id, String.valueOf(done.cause()));
            }
        });
        return Future.succeededFuture(0);
    }

    /**
     * Completes a task that waits for someone.
     *
     * @param caller in whose name; null where only a token is shown
     * @param token null where none is shown
     * @param answer the result; null approves the answer that was proposed
     */
    public Future<TaskView> complete(
            @Nullable Caller caller,
            @Nullable Token token,
            String handle,
            @Nullable Map<String, @Nullable Object> answer,
            String reason) {
        return waiting(caller, token, handle).compose(view -> {
            TaskResult result = answer != null ? TaskResult.decided(answer) : proposed(view);
            return result == null
                    ? Future.failedFuture(new TaskRefused(
                            TaskRefused.Reason.INVALID, "there is no proposed answer to approve; send one"))
                    : control(
                            view.summary().handle(),
                            new Command.Complete(authority(caller, token, reason), result.encode()));
        });
    }

    /** Ends a task that waits for someone without a result. */
    public Future<TaskView> fail(@Nullable Caller caller, @Nullable Token token, String handle, String reason) {
        return waiting(caller, token, handle)
                .compose(view ->
                        control(view.summary().handle(), new Command.Fail(authority(caller, token, reason), reason)));
    }

    private Future<TaskView> waiting(@Nullable Caller caller, @Nullable Token token, String handle) {
        if (token != null) {
            return known(handle);
        }
        return caller != null
                ? find(caller, handle)
                : Future.failedFuture(new TaskRefused(
                        TaskRefused.Reason.UNAUTHENTICATED, "neither an API key nor a token was shown"));
    }

    private static Authority authority(@Nullable Caller caller, @Nullable Token token, String reason) {
        if (token != null) {
            return new Authority.Bearer(token);
        }
        return new Authority.Person(caller == null ? "" : caller.principal(), reason);
    }

    /** The answer that someone is asked to approve: the last one that a worker had, else the one that the caller got. */
    public static @Nullable TaskResult proposed(TaskView view) {
        try {
            return view.progress() != null
                    ? TaskResult.decode(view.progress())
                    : Order.decode(view.input()).answer();
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static Filter mayList(Caller caller, Filter filter) {
        if (operates(caller)) {
            return filter;
        }
        if (filter.tenant() != null && !filter.tenant().equals(caller.tenant())) {
            throw new TaskRefused(
                    TaskRefused.Reason.FORBIDDEN, "the key of " + caller.principal() + " lacks the scope operate");
        }
        return filter.withTenant(caller.tenant());
    }

    private Future<TaskView> control(Handle handle, Command command) {
        return asked(store.control(handle, command)).compose(verdict -> switch (verdict) {
            case Verdict.Applied _, Verdict.Repeated _ -> known(handle.value());
            case Verdict.NotFound _, Verdict.StaleFence _ -> Future.failedFuture(unknown());
            case Verdict.IllegalState(var state) ->
                Future.failedFuture(new TaskRefused(
                        TaskRefused.Reason.ILLEGAL_STATE,
                        "the task is " + Entry.word(state) + ", where this can't be done"));
            case Verdict.TokenRefused _ ->
                Future.failedFuture(
                        new TaskRefused(TaskRefused.Reason.FORBIDDEN, "the token is not, or no longer, this task's"));
        });
    }

    private Future<TaskView> known(String handle) {
        return asked(store.find(new Handle(handle))).map(found -> found.orElseThrow(Tasks::unknown));
    }

    private static TaskRefused unknown() {
        return new TaskRefused(TaskRefused.Reason.NOT_FOUND, "there is no such task");
    }

    private static <T> Future<T> asked(Future<T> answer) {
        return answer.recover(cause -> Future.failedFuture(
                switch (cause) {
                    case StoreRefused refused
                    when refused.reason() == StoreRefused.Reason.TOO_LARGE ->
                        new TaskRefused(TaskRefused.Reason.TOO_LARGE, refused.forCallers());
                    case StoreRefused refused ->
                        new TaskRefused(TaskRefused.Reason.UNAVAILABLE, refused.forCallers(), refused.retryAfter());
                    case OutcomeUnknown lost -> {
                        LOG.warn("a caller does not learn what became of a command: {}", lost.getMessage());
                        yield new TaskRefused(
                                TaskRefused.Reason.UNKNOWN,
                                "it may have been done or not; asking for it again is safe",
                                UNKNOWN_RETRY);
                    }
                    default -> cause;
                }));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
