package dev.spillway.gateway.offload;

import dev.spillway.core.Budget;
import dev.spillway.core.Call;
import dev.spillway.core.Caller;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Journal;
import dev.spillway.core.Layer;
import dev.spillway.core.Offers;
import dev.spillway.core.Outcome;
import dev.spillway.core.Payload;
import dev.spillway.core.Priority;
import dev.spillway.core.Refusal;
import dev.spillway.core.Request;
import dev.spillway.core.Scope;
import dev.spillway.core.Step;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Observe;
import dev.spillway.core.layer.Observer;
import dev.spillway.core.layer.Within;
import dev.spillway.offload.Task;
import dev.spillway.offload.work.RunResult;
import dev.spillway.offload.work.TaskRunner;
import dev.spillway.offload.work.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task as a call of its own: with the route as it is configured now, a budget unrelated to the first caller's, and
 * the lowest priority.
 *
 * @param routes the routes that run tasks, by name; null where there is none
 */
record TaskRun(Function<String, @Nullable TaskRoute> routes, Observer observer, Time time) implements TaskRunner {
    private static final String NAME = "task";

    @Override
    public Future<RunResult> run(Work work) {
        Task task = work.task();
        Order order;
        try {
            order = Order.decode(task.input());
        } catch (IllegalArgumentException unreadable) {
            return failed(Failure.REJECTED, String.valueOf(unreadable.getMessage()));
        }
        TaskRoute route = routes.apply(order.route());
        if (route == null) {
            return Future.succeededFuture(new RunResult.Refused(
                    Refusal.NOT_FOUND,
                    "the route " + order.route() + " runs no tasks any more; replay this one when it does again",
                    Duration.ZERO));
        }
        TaskFlow next = task.gaveUp() ? route.next() : null;
        return run(work, order, route, next != null ? next : route.flow());
    }

    private Future<RunResult> run(Work work, Order order, TaskRoute route, TaskFlow flow) {
        Duration most = shorter(route.plan().most(), left(work.task()));
        if (most.isZero()) {
            return Future.succeededFuture(new RunResult.Refused(
                    Refusal.NO_BUDGET, "its deadline is too near for another attempt", Duration.ZERO));
        }
        Call call = call(work, order, route, most);
        Step step = Layer.stack(
                List.of(new Observe(Entry.Kind.OFFLOAD, NAME, observer), new Within(most, time)), flow.step(order));
        return step.run(call)
                .map(outcome -> result(call, work.task(), outcome, route.plan()))
                .andThen(_ -> {
                    call.journal().seal();
                    call.scope().end();
                });
    }

    private Call call(Work work, Order order, TaskRoute route, Duration most) {
        Request request = new Request(
                order.requestId(),
                order.route(),
                order.input(),
                work.lease().attemptKey(), // so that a backend which takes a key recognises a repeat of this attempt
                order.trace());
        Caller caller = new Caller(work.task().tenant(), order.principal(), Set.of(), Priority.LOW, order.labels());
        Scope scope = Scope.root();
        work.scope().onCancel(scope::cancel);
        return new Call(
                request,
                caller,
                Budget.of(most, time),
                route.purse().get(),
                scope,
                Offers.NONE,
                Journal.beginning(time));
    }

    private static RunResult result(Call call, Task task, Outcome outcome, OffloadPlan plan) {
        return switch (outcome) {
            case Outcome.Answer answer
            when answer.payload() instanceof Payload.Stream ->
                new RunResult.Failed(Failure.BAD_REPLY, "a streamed answer can't be kept", Duration.ZERO);
            case Outcome.Answer answer -> {
                TaskResult result = TaskResult.of(answer, call.purse().spent());
                boolean person =
                        answer.followUp() instanceof FollowUp.Wanted(var kind, var _) && kind == FollowUp.Kind.PERSON;
                yield person && !task.gaveUp()
                        ? new RunResult.Parked(plan.person().park(), result.encode())
                        : new RunResult.Done(result.encode());
            }
            case Outcome.Refused(var why, var detail, var retryAfter, var _) ->
                new RunResult.Refused(why, detail, retryAfter);
            case Outcome.Failed(var why, var detail, var _, var retryAfter) ->
                new RunResult.Failed(why, detail, retryAfter);
            case Outcome.Deferred _ ->
                new RunResult.Failed(Failure.BAD_REPLY, "only another promise came out", Duration.ZERO);
        };
    }

    private Duration left(Task task) {
        Instant deadline = task.deadline();
        if (deadline == null) {
            return Duration.ofDays(1);
        }
        Duration left = Duration.between(time.now(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Future<RunResult> failed(Failure why, String detail) {
        return Future.succeededFuture(new RunResult.Failed(why, detail, Duration.ZERO));
    }
}
