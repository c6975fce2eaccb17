package dev.spillway.gateway.edge;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.spillway.core.Caller;
import dev.spillway.core.Handle;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Scope;
import dev.spillway.core.Violations;
import dev.spillway.gateway.offload.TaskRefused;
import dev.spillway.gateway.offload.Tasks;
import dev.spillway.offload.Feed;
import dev.spillway.offload.Filter;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskView;
import dev.spillway.offload.Token;
import dev.spillway.proto.v1.CancelTaskRequest;
import dev.spillway.proto.v1.CompleteTaskRequest;
import dev.spillway.proto.v1.FailTaskRequest;
import dev.spillway.proto.v1.GetTaskRequest;
import dev.spillway.proto.v1.ListTasksRequest;
import dev.spillway.proto.v1.ListTasksResponse;
import dev.spillway.proto.v1.ReplayManyRequest;
import dev.spillway.proto.v1.ReplayManyResponse;
import dev.spillway.proto.v1.ReplayTaskRequest;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.WatchTaskRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The service {@code spillway.v1.Tasks}, the same for both doors: messages in, messages out, {@link TaskRefused} where
 * nothing was done. Its methods run on the event loop of their request and complete on it.
 *
 * @param intake knows the callers
 * @param tasks null where this gateway has no durable queue
 * @param watchers who is told to come back when the gateway ends
 */
public record TaskDoor(Intake intake, @Nullable Tasks tasks, Watchers watchers) {
    private static final String EXECUTE = "execute";
    private static final int PAGE = 50;
    private static final int PAGE_MOST = 200;
    private static final int REASON_MOST = 1_000;

    /** Accepts a task; completes once it is durable. */
    public Future<Task> submit(@Nullable String key, Submission submission) {
        Exchange exchange = intake.begin(submission.asked(), Offers.NONE);
        return exchange.outcome()
                .compose(outcome -> switch (outcome) {
                    case Outcome.Deferred(var handle, var confirmed) ->
                        confirmed
                                ? accepted(
                                        key,
                                        handle,
                                        submission.token(),
                                        exchange.call().request().id())
                                : Future.<Task>failedFuture(new Unanswered(Statuses.unconfirmed(handle)));
                    case Outcome.Refused refused -> Future.failedFuture(new Unanswered(Statuses.of(refused)));
                    case Outcome.Failed failed -> Future.failedFuture(new Unanswered(Statuses.of(failed)));
                    case Outcome.Answer _ -> throw new IllegalStateException("only a handle was asked for");
                })
                .andThen(_ -> {
                    exchange.call().journal().seal();
                    exchange.call().scope().end();
                });
    }

    /** A task with its history; on wish only once it has ended, or the wait is over, or the scope is. */
    public Future<Task> get(@Nullable String key, GetTaskRequest request, Scope scope) {
        Runnable gone = request.hasWait()
                ? watchers.add(scope::end)
                : () -> {}; // a gateway that ends tells how the task is now
        return asked(
                        key,
                        (caller, all) ->
                                whole(all, all.end(caller, request.getHandle(), duration(request.getWait()), scope)))
                .andThen(_ -> gone.run());
    }

    /** Tasks, newest first. */
    public Future<ListTasksResponse> list(@Nullable String key, ListTasksRequest request) {
        return asked(key, (caller, all) -> {
            int most = request.getPageSize() == 0 ? PAGE : Math.clamp(request.getPageSize(), 1, PAGE_MOST);
            String behind = request.getPageToken().isEmpty() ? null : request.getPageToken();
            return all.list(caller, filter(caller, request), behind, most).map(page -> {
                ListTasksResponse.Builder listed = ListTasksResponse.newBuilder();
                page.items().forEach(summary -> listed.addTasks(TaskMessages.of(summary)));
                if (page.next() != null) {
                    listed.setNextPageToken(page.next().behind().value());
                }
                return listed.build();
            });
        });
    }

    /** What happens to a task, to be told with {@link #event}. */
    public Future<Feed> watch(@Nullable String key, WatchTaskRequest request) {
        return asked(key, (caller, all) -> all.watch(caller, request.getHandle(), request.getAfter()))
                .map(feed -> feed.onClose(
                        watchers.add(() -> feed.fail(new Unanswered(Statuses.ofEnding("watch the task again"))))));
    }

    /** An event as the contract tells it. */
    public static TaskEvent event(dev.spillway.offload.TaskEvent event) {
        return TaskMessages.of(event);
    }

    public Future<Task> cancel(@Nullable String key, CancelTaskRequest request) {
        return asked(
                key, (caller, all) -> whole(all, all.cancel(caller, request.getHandle(), reason(request.getReason()))));
    }

    public Future<Task> replay(@Nullable String key, ReplayTaskRequest request) {
        return asked(
                key,
                (caller, all) -> whole(
                        all,
                        all.replay(
                                caller,
                                request.getHandle(),
                                reason(request.getReason()),
                                request.hasDeadline() ? duration(request.getDeadline()) : null)));
    }

    public Future<ReplayManyResponse> replayMany(@Nullable String key, ReplayManyRequest request) {
        return asked(
                key,
                (caller, all) -> all.replayMany(
                                caller,
                                request.getId(),
                                filter(caller, request.getFilter()),
                                reason(request.getReason()),
                                request.hasDeadline() ? duration(request.getDeadline()) : null,
                                request.getDryRun())
                        .map(count -> ReplayManyResponse.newBuilder()
                                .setCount(count)
                                .setRunning(!request.getDryRun())
                                .build()));
    }

    public Future<Task> complete(@Nullable String key, CompleteTaskRequest request) {
        return completing(
                key,
                request.getToken(),
                (caller, token, all) -> all.complete(
                        caller,
                        token,
                        request.getHandle(),
                        request.hasAnswer() ? answer(request.getAnswer()) : null,
                        reason(request.getReason())));
    }

    private static Map<String, @Nullable Object> answer(Struct struct) {
        Violations wrong = new Violations();
        Map<String, @Nullable Object> answer = Structs.plain(struct, "answer", wrong);
        wrong.kept().stream().findFirst().ifPresent(first -> {
            throw new TaskRefused(TaskRefused.Reason.INVALID, first.field() + ": " + first.problem());
        });
        return answer;
    }

    public Future<Task> fail(@Nullable String key, FailTaskRequest request) {
        return completing(
                key,
                request.getToken(),
                (caller, token, all) -> all.fail(caller, token, request.getHandle(), reason(request.getReason())));
    }

    /** The task as it is now; a repeat of its submission learns no token, since the token made for it is not the task's. */
    private Future<Task> accepted(@Nullable String key, Handle handle, String token, String requestId) {
        return asked(
                key,
                (caller, all) -> all.find(caller, handle.value()).map(view -> {
                    Task.Builder task = TaskMessages.of(view);
                    if (task.getContext().getRequestId().equals(requestId)) {
                        task.setToken(token);
                    }
                    return task.build();
                }));
    }

    /** The refusal of a key that is no one's, before anything else of a request is read; null if the key is known. */
    public @Nullable Problem unknown(@Nullable String key) {
        return intake.caller(key) == null ? Statuses.of(unauthenticated(key)) : null;
    }

    private static TaskRefused unauthenticated(@Nullable String key) {
        return new TaskRefused(
                TaskRefused.Reason.UNAUTHENTICATED, key == null ? "no API key was shown" : "the API key is not known");
    }

    private interface Asking<T> {
        Future<T> ask(Caller caller, Tasks all);
    }

    private interface Completing {
        Future<TaskView> ask(@Nullable Caller caller, @Nullable Token token, Tasks all);
    }

    private <T> Future<T> asked(@Nullable String key, Asking<T> asking) {
        Caller caller = intake.caller(key);
        if (caller == null) {
            return Future.failedFuture(unauthenticated(key));
        }
        if (!caller.scopes().contains(EXECUTE) && !Tasks.operates(caller)) {
            return Future.failedFuture(new TaskRefused(
                    TaskRefused.Reason.FORBIDDEN, "the key of " + caller.principal() + " lacks the scope " + EXECUTE));
        }
        return with(all -> asking.ask(caller, all));
    }

    private Future<Task> completing(@Nullable String key, String token, Completing completing) {
        return token.isEmpty()
                ? asked(key, (caller, all) -> whole(all, completing.ask(caller, null, all)))
                : with(all -> completing
                        .ask(null, new Token(token), all)
                        .map(view -> TaskMessages.of(view).clearContext().build()));
    }

    private <T> Future<T> with(Function<Tasks, Future<T>> asking) {
        if (tasks == null) {
            return Future.failedFuture(
                    new TaskRefused(TaskRefused.Reason.NOT_FOUND, "this gateway has no durable queue"));
        }
        try {
            return asking.apply(tasks);
        } catch (TaskRefused refused) {
            return Future.failedFuture(refused);
        }
    }

    private static Future<Task> whole(Tasks all, Future<TaskView> found) {
        return found.compose(view -> all.history(view.summary().handle())
                .map(history ->
                        TaskMessages.with(TaskMessages.of(view), history).build()));
    }

    private static Filter filter(Caller caller, ListTasksRequest request) {
        Set<TaskState> states = EnumSet.noneOf(TaskState.class);
        for (dev.spillway.proto.v1.TaskState named : request.getStatesList()) {
            TaskState state = TaskMessages.state(named);
            if (state == null) {
                throw new TaskRefused(TaskRefused.Reason.INVALID, "states: there is no state " + named);
            }
            states.add(state);
        }
        String tenant = request.getTenant();
        if (tenant.isEmpty() && !(request.getAllTenants() && Tasks.operates(caller))) {
            tenant = caller.tenant();
        }
        return new Filter(
                orNull(tenant),
                states,
                orNull(request.getQueue()),
                orNull(request.getRoute()),
                request.getParent().isEmpty() ? null : new Handle(request.getParent()),
                request.hasCreatedFrom() ? instant(request.getCreatedFrom()) : null,
                request.hasCreatedBefore() ? instant(request.getCreatedBefore()) : null);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String reason(String text) {
        if (text.length() > REASON_MOST) {
            throw new TaskRefused(
                    TaskRefused.Reason.INVALID, "reason: it has more than " + REASON_MOST + " characters");
        }
        return text;
    }

    private static java.time.Duration duration(Duration duration) {
        java.time.Duration time = java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
        if (time.isNegative()) {
            throw new TaskRefused(TaskRefused.Reason.INVALID, "a time is zero or more, not " + time);
        }
        return time;
    }

    private static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
