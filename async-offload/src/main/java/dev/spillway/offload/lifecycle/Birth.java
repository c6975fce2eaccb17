package dev.spillway.offload.lifecycle;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.spillway.core.Handle;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Callback;
import dev.spillway.offload.CallbackEvent;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.Idempotency;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Park;
import dev.spillway.offload.Retention;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Terms;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task that begins: what an engine inserts.
 *
 * @param parent the task of whose end it tells; null for ordinary tasks
 */
public record Birth(
        Handle handle,
        String tenant,
        String queue,
        String kind,
        int priority,
        Terms terms,
        Life life,
        TaskEvent event,
        Bytes input,
        @Nullable Idempotency idempotency,
        @Nullable Handle parent) {

    /** The kind of tasks that deliver a callback. */
    public static final String CALLBACK = "callback";

    /** The birth of a submitted task. */
    public static Birth of(NewTask task, Instant at) {
        Instant now = at.truncatedTo(MILLIS);
        Park park = task.park();
        TaskState state =
                park != null ? TaskState.WAITING : task.delay().toMillis() == 0 ? TaskState.READY : TaskState.SCHEDULED;
        Instant runAt = now.plusMillis((park != null ? park.most() : task.delay()).toMillis());
        Instant deadline = task.deadline() == null ? null : task.deadline().truncatedTo(MILLIS);
        Idempotency idempotency = task.idempotency();
        return new Birth(
                task.handle(),
                task.tenant(),
                task.queue(),
                task.kind(),
                task.priority(),
                task.terms(),
                life(state, runAt, deadline, park, idempotency, now),
                new TaskEvent(1, now, TaskEvent.Kind.ENQUEUED, state, 0, "", "", null),
                task.input(),
                idempotency,
                null);
    }

    /** The birth of the task that tells of another one's end; empty where no one wants to hear of it. */
    public static Optional<Birth> callback(Standing ended, String tenant, String kind, Handle handle, Instant at) {
        Callback callback = ended.terms().callback();
        if (callback == null) {
            return Optional.empty();
        }
        Instant now = at.truncatedTo(MILLIS);
        Life life = ended.life();
        CallbackEvent event =
                new CallbackEvent(ended.handle(), callback.endpoint(), kind, life.state(), now, life.replays());
        return Optional.of(new Birth(
                handle,
                tenant,
                Callback.queue(callback.endpoint()),
                CALLBACK,
                5,
                new Terms(callback.retry(), Retention.USUAL, null),
                life(TaskState.READY, now, now.plusMillis(callback.most().toMillis()), null, null, now),
                new TaskEvent(1, now, TaskEvent.Kind.ENQUEUED, TaskState.READY, 0, "", "", null),
                event.encode(),
                null,
                ended.handle()));
    }

    private static Life life(
            TaskState state,
            Instant runAt,
            @Nullable Instant deadline,
            @Nullable Park park,
            @Nullable Idempotency idempotency,
            Instant now) {
        return new Life(
                state,
                0,
                0,
                1,
                1,
                runAt,
                deadline,
                null,
                null,
                park == null ? null : park.token(),
                park == null ? GiveUp.EXPIRE : park.then(),
                false,
                "",
                "",
                now,
                now,
                null,
                idempotency == null ? null : now.plusMillis(idempotency.keep().toMillis()),
                null);
    }
}
