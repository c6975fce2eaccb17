package dev.spillway.gateway.edge;

import com.google.protobuf.Timestamp;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.gateway.offload.Order;
import dev.spillway.gateway.offload.TaskResult;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.TaskView;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskContext;
import dev.spillway.proto.v1.TaskEvent;
import dev.spillway.proto.v1.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks as the contract tells of them. */
final class TaskMessages {
    private TaskMessages() {}

    /** A task with what it knows, but for its history. */
    static Task.Builder of(TaskView view) {
        Task.Builder task = of(view.summary());
        Bytes result = view.result();
        if (view.summary().parent() != null) { // a callback's payloads are not of this form
            if (result != null) {
                task.setReason("the endpoint answered " + new String(result.shared(), StandardCharsets.UTF_8));
            }
            return task;
        }
        if (result != null) {
            task.setResult(of(TaskResult.decode(result)));
        }
        Order order = Order.decode(view.input());
        TaskContext.Builder context = TaskContext.newBuilder()
                .setRequestId(order.requestId())
                .setInput(Structs.struct(order.input()))
                .setReason(order.reason());
        TaskResult proposed = view.progress() != null ? TaskResult.decode(view.progress()) : order.answer();
        if (proposed != null) {
            context.setAnswer(of(proposed));
        }
        order.branches().forEach((name, fields) -> context.putBranches(name, Structs.struct(fields)));
        return task.setContext(context);
    }

    static Task.Builder of(TaskSummary summary) {
        Task.Builder task = Task.newBuilder()
                .setHandle(summary.handle().value())
                .setState(state(summary.state()))
                .setReason(summary.reason())
                .setRoute(summary.parent() == null ? summary.kind() : "")
                .setQueue(summary.queue())
                .setTenant(summary.tenant())
                .setPriority(summary.priority())
                .setAttempt(summary.attempt())
                .setAttemptsMost(summary.attemptsMost())
                .setReplays(summary.replays())
                .setStopAsked(summary.stopAsked())
                .setWorker(summary.worker())
                .setCreated(timestamp(summary.created()))
                .setUpdated(timestamp(summary.updated()))
                .setParent(summary.parent() == null ? "" : summary.parent().value());
        if (!summary.state().isTerminal()) {
            task.setRunAt(timestamp(summary.runAt()));
        }
        Instant deadline = summary.deadline();
        if (deadline != null) {
            task.setDeadline(timestamp(deadline));
        }
        Instant finished = summary.finished();
        if (finished != null) {
            task.setFinished(timestamp(finished));
        }
        return task;
    }

    static TaskEvent of(dev.spillway.offload.TaskEvent event) {
        return TaskEvent.newBuilder()
                .setSeq(event.seq())
                .setAt(timestamp(event.at()))
                .setKind(Entry.word(event.kind()))
                .setState(state(event.state()))
                .setAttempt(event.attempt())
                .setBy(event.by())
                .setReason(event.reason())
                .build();
    }

    private static dev.spillway.proto.v1.TaskResult of(TaskResult result) {
        dev.spillway.proto.v1.TaskResult.Builder told = dev.spillway.proto.v1.TaskResult.newBuilder()
                .setAnswer(Structs.struct(result.answer()))
                .setQuality(Replies.quality(result.quality()))
                .setCost(Replies.cost(result.cost()));
        if (result.confidence() instanceof Confidence.Known(var value)) {
            told.setConfidence(value);
        }
        if (result.source() != null) {
            told.setSource(Replies.source(result.source()));
        }
        return told.build();
    }

    private static TaskState state(dev.spillway.offload.TaskState state) {
        return switch (state) {
            case SCHEDULED -> TaskState.TASK_STATE_SCHEDULED;
            case READY -> TaskState.TASK_STATE_READY;
            case LEASED -> TaskState.TASK_STATE_RUNNING;
            case WAITING -> TaskState.TASK_STATE_WAITING;
            case SUCCEEDED -> TaskState.TASK_STATE_SUCCEEDED;
            case CANCELLED -> TaskState.TASK_STATE_CANCELLED;
            case EXPIRED -> TaskState.TASK_STATE_EXPIRED;
            case DEAD -> TaskState.TASK_STATE_DEAD;
        };
    }

    /** The states of a filter; null where one is none. */
    static dev.spillway.offload.@Nullable TaskState state(TaskState state) {
        return switch (state) {
            case TASK_STATE_SCHEDULED -> dev.spillway.offload.TaskState.SCHEDULED;
            case TASK_STATE_READY -> dev.spillway.offload.TaskState.READY;
            case TASK_STATE_RUNNING -> dev.spillway.offload.TaskState.LEASED;
            case TASK_STATE_WAITING -> dev.spillway.offload.TaskState.WAITING;
            case TASK_STATE_SUCCEEDED -> dev.spillway.offload.TaskState.SUCCEEDED;
            case TASK_STATE_CANCELLED -> dev.spillway.offload.TaskState.CANCELLED;
            case TASK_STATE_EXPIRED -> dev.spillway.offload.TaskState.EXPIRED;
            case TASK_STATE_DEAD -> dev.spillway.offload.TaskState.DEAD;
            case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    static Task.Builder with(Task.Builder task, List<dev.spillway.offload.TaskEvent> history) {
        history.forEach(event -> task.addHistory(of(event)));
        return task;
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }
}
