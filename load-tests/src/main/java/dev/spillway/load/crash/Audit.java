package dev.spillway.load.crash;

import com.google.protobuf.Value;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Holds what the gateway knows against what it acknowledged. What does not agree is kept, once for each submission. */
final class Audit implements AutoCloseable {
    private static final Set<TaskState> UNDER_WAY =
            Set.of(TaskState.TASK_STATE_READY, TaskState.TASK_STATE_SCHEDULED, TaskState.TASK_STATE_RUNNING);
    private static final Set<Status.Code> UNREADABLE =
            Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);
    private static final int THREADS = 16;

    private final CountingBackend backend;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Queue<Submission> lost = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    Audit(CountingBackend backend) {
        this.backend = backend;
    }

    static boolean hasSucceeded(Task task) {
        return task.getState() == TaskState.TASK_STATE_SUCCEEDED;
    }

    /** After a restart: each of these is there, in a state that it may be in; what has ended has the right result. */
    void afterRestart(Doors doors, Collection<Submission> some) throws InterruptedException {
        each(some, one -> {
            Optional<Task> found = doors.find(one.handle());
            if (found.isEmpty()) {
                lose(one);
            } else if (hasSucceeded(found.get())) {
                checkResult(one, found.get());
            } else if (one.ended()) {
                wrong.add(one + " had succeeded, and is " + found.get().getState());
            } else if (!UNDER_WAY.contains(found.get().getState())) {
                wrong.add(one + " is " + found.get().getState() + ": "
                        + found.get().getReason());
            }
        });
    }

    /** Sends these with their keys again: who was acknowledged gets the same handle, who was not is now. */
    void again(Doors doors, Ledger ledger, Collection<Submission> keyed) throws InterruptedException {
        each(keyed, one -> {
            String handle = doors.submit(one);
            if (one.handle().isEmpty()) {
                ledger.acknowledge(one, handle);
            } else if (!handle.equals(one.handle()) && !lost.contains(one)) {
                wrong.add(one + " got another handle under its key: " + handle);
            }
        });
    }

    /** At the end: each of these has succeeded, ran at least once, and no more often than it was begun. */
    void atTheEnd(Doors doors, Collection<Submission> all) throws InterruptedException {
        each(all, one -> {
            Optional<Task> found = doors.find(one.handle());
            if (found.isEmpty()) {
                lose(one);
                return;
            }
            Task task = found.get();
            int runs = backend.runs(one.text());
            if (!hasSucceeded(task)) {
                wrong.add(one + " did not succeed in the end, it is " + task.getState() + ": " + task.getReason());
            } else {
                checkResult(one, task);
            }
            if (runs < 1 || runs > task.getAttempt()) {
                wrong.add(one + " ran " + runs + " times in " + task.getAttempt() + " attempts");
            }
        });
    }

    /** The whole list of tasks has each that was acknowledged, and no more than were sent. */
    void listed(Set<String> handles, Collection<Submission> submitted) {
        submitted.stream()
                .filter(one -> one.isAcknowledged() && !handles.contains(one.handle()))
                .forEach(this::lose);
        long unanswered =
                submitted.stream().filter(one -> !one.isAcknowledged()).count();
        long acknowledged = submitted.size() - unanswered;
        long more = handles.size() - acknowledged + lost.size();
        if (more > unanswered) {
            wrong.add("the store has " + handles.size() + " tasks, more than the " + submitted.size() + " submissions");
        }
    }

    private void checkResult(Submission one, Task task) {
        Value text = task.getResult().getAnswer().getFieldsOrDefault("text", Value.getDefaultInstance());
        if (!text.getStringValue().equals(CountingBackend.answer(one.text()))) {
            wrong.add(one + " has another's result: " + task.getResult().getAnswer());
        }
        one.seenEnded();
    }

    private void lose(Submission one) {
        if (!lost.contains(one)) {
            lost.add(one);
        }
    }

    /** All that are open were lost: the gateway does not start any more. */
    void loseAll(Collection<Submission> all, String why) {
        wrong.add(why);
        all.forEach(this::lose);
    }

    private void each(Collection<Submission> some, Check check) throws InterruptedException {
        List<Future<?>> checks = new ArrayList<>();
        some.forEach(one -> checks.add(threads.submit(() -> of(one, check))));
        for (Future<?> one : checks) {
            try {
                one.get();
            } catch (ExecutionException failed) {
                throw new IllegalStateException("the gateway does not answer the checker", failed.getCause());
            }
        }
    }

    private void of(Submission one, Check check) {
        try {
            check.of(one);
        } catch (StatusRuntimeException failed) {
            if (!UNREADABLE.contains(failed.getStatus().getCode())) {
                throw failed;
            }
            wrong.add(one + " can't be read: " + failed.getMessage());
            if (one.isAcknowledged()) {
                lose(one);
            }
        }
    }

    private interface Check {
        void of(Submission one);
    }

    boolean isLost(Submission one) {
        return lost.contains(one);
    }

    List<Submission> lost() {
        return List.copyOf(lost);
    }

    /** What else is not as it must be, for people. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    void add(Collection<String> more) {
        wrong.addAll(more);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
