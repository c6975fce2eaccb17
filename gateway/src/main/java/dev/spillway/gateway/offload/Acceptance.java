package dev.spillway.gateway.offload;

import dev.spillway.core.Call;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Handle;
import dev.spillway.core.Outcome;
import dev.spillway.core.Refusal;
import dev.spillway.core.Time;
import dev.spillway.core.Violation;
import dev.spillway.core.Wish;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Callback;
import dev.spillway.offload.EnqueueUnknown;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Idempotency;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Park;
import dev.spillway.offload.Retry;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.TaskStore;
import dev.spillway.offload.Terms;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks in: refuses those that their tenant's own backlog would let come too late, and tells within the call's budget whether one is
 * durable.
 *
 * @param waits how long a new task would wait for a worker
 */
public record Acceptance(TaskStore store, Waits waits, Time time) {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** How long a new task of a queue, tenant and priority would wait for a worker; for any thread. */
    @FunctionalInterface
    public interface Waits {
        /** Empty while there is nothing to tell it from. */
        Optional<Duration> of(String queue, String tenant, int priority);
    }

    /**
     * Deferred, confirmed or not; or refused, where nothing was accepted. With no time left it is deferred unconfirmed at once,
     * and the task is made durable behind the reply.
     */
    Future<Outcome> accept(Call call, OffloadPlan plan, Order order) {
        Handle handle = store.newHandle();
        if (call.budget().leftNanos(time) == 0) {
            time.after(Duration.ZERO, () -> behindTheReply(task(handle, call, plan, order), call, plan));
            return Future.succeededFuture(new Outcome.Deferred(handle, false));
        }
        NewTask task = task(handle, call, plan, order);
        Outcome.Refused tooMuch = tooMuch(task, call, plan);
        if (tooMuch != null) {
            return Future.succeededFuture(tooMuch);
        }
        Promise<Outcome> outcome = Promise.promise();
        Time.Timer patience = time.after(
                call.budget().left(time), () -> outcome.tryComplete(new Outcome.Deferred(task.handle(), false)));
        store.enqueue(task).onComplete(result -> {
            patience.cancel();
            told(task.handle(), result).onComplete(told -> {
                if (told.succeeded()) {
                    outcome.tryComplete(told.result());
                } else {
                    outcome.tryFail(told.cause());
                }
            });
        });
        return outcome.future();
    }

    /** Nothing was confirmed, so that nobody is told what becomes of it: the handle is what finds out. */
    private void behindTheReply(NewTask task, Call call, OffloadPlan plan) {
        if (tooMuch(task, call, plan) == null) {
            store.enqueue(task);
        }
    }

    private Outcome.@Nullable Refused tooMuch(NewTask task, Call call, OffloadPlan plan) {
        Duration wait = waits.of(task.queue(), task.tenant(), task.priority()).orElse(Duration.ZERO);
        if (task.park() != null || wait.compareTo(deadline(plan, call.request().wish())) <= 0) {
            return null;
        }
        return new Outcome.Refused(
                Refusal.OVERLOADED,
                "this tenant's tasks ahead of it take about " + wait.toSeconds()
                        + " s, longer than its deadline allows",
                wait,
                List.of());
    }

    private Future<Outcome> told(Handle handle, AsyncResult<Enqueued> result) {
        if (result.succeeded()) {
            return switch (result.result()) {
                case Enqueued.Created(var created) -> Future.succeededFuture(new Outcome.Deferred(created));
                case Enqueued.Existing(var existing) -> Future.succeededFuture(new Outcome.Deferred(existing));
                case Enqueued.Conflict _ ->
                    Outcome.refused(
                            Refusal.CONFLICT,
                            "the idempotency key was used before, for another request; take a new one");
            };
        }
        return switch (result.cause()) {
            case StoreRefused refused -> Future.succeededFuture(refusal(refused));
            case EnqueueUnknown _ -> // it may be there: the handle is what finds it
                store.find(handle)
                        .transform(found -> Future.succeededFuture(new Outcome.Deferred(
                                handle, found.succeeded() && found.result().isPresent())));
            default -> Future.failedFuture(result.cause());
        };
    }

    private static Outcome refusal(StoreRefused refused) {
        String detail = refused.forCallers();
        return switch (refused.reason()) {
            case FULL, NO_SPACE, BROKEN, CLOSED ->
                new Outcome.Refused(
                        Refusal.OVERLOADED,
                        detail,
                        refused.retryAfter().compareTo(AGAIN) > 0 ? refused.retryAfter() : AGAIN,
                        List.of());
            case TOO_LARGE ->
                new Outcome.Refused(
                        Refusal.INVALID,
                        detail,
                        Duration.ZERO,
                        List.of(new Violation("input", detail, "send less, or what is large by reference")));
        };
    }

    private NewTask task(Handle handle, Call call, OffloadPlan plan, Order order) {
        Wish wish = call.request().wish();
        Park park = park(plan, order, wish);
        int priority =
                wish == null || wish.priority() == null ? plan.priority() : Math.min(plan.priority(), wish.priority());
        Bytes input = order.encode();
        if (input.length() > store.capabilities().inputBytesMost()) {
            input = order.lean().encode();
        }
        Instant deadline = time.now().plus(deadline(plan, wish)).plus(park == null ? Duration.ZERO : park.most());
        return new NewTask(
                handle,
                call.caller().tenant(),
                plan.queue(),
                plan.route(),
                priority,
                terms(plan, wish),
                Duration.ZERO,
                deadline,
                idempotency(call, wish),
                park,
                input);
    }

    private static Terms terms(OffloadPlan plan, @Nullable Wish wish) {
        int attempts = wish == null || wish.attempts() == null
                ? plan.retry().attemptsMost()
                : Math.min(plan.retry().attemptsMost(), wish.attempts());
        String endpoint = wish == null || wish.callback() == null ? plan.callback() : wish.callback();
        return new Terms(
                new Retry(attempts, plan.retry().backoff()),
                plan.retention(),
                endpoint == null ? null : Callback.to(endpoint));
    }

    private static Duration deadline(OffloadPlan plan, @Nullable Wish wish) {
        return wish == null || wish.deadline() == null || wish.deadline().compareTo(plan.deadline()) > 0
                ? plan.deadline()
                : wish.deadline();
    }

    private static @Nullable Park park(OffloadPlan plan, Order order, @Nullable Wish wish) {
        Wish.Hold hold = wish == null ? null : wish.hold();
        if (hold != null) {
            Bytes hash = Bytes.owned(HexFormat.of().parseHex(hold.tokenHash()));
            return new Park(hold.most(), plan.person().then(), hash);
        }
        return order.kind() == FollowUp.Kind.PERSON ? plan.person().park() : null;
    }

    /** What the client asked, in one form: what the gateway made of it meanwhile does not make it another request. */
    private static @Nullable Idempotency idempotency(Call call, @Nullable Wish wish) {
        String key = call.request().idempotencyKey();
        if (key == null) {
            return null;
        }
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        asked.put("route", call.request().route());
        asked.put("input", call.request().input());
        if (wish != null) {
            asked.put("callback", wish.callback());
            asked.put(
                    "deadlineMillis",
                    wish.deadline() == null ? null : wish.deadline().toMillis());
            asked.put("priority", wish.priority());
            asked.put("attempts", wish.attempts());
            asked.put(
                    "holdMillis",
                    wish.hold() == null ? null : wish.hold().most().toMillis());
        }
        return new Idempotency(key, Canonical.write(asked).sha256());
    }
}
