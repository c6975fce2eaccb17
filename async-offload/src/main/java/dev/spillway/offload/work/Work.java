package dev.spillway.offload.work;

import dev.spillway.core.Scope;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Lease;
import dev.spillway.offload.Task;
import java.util.function.Consumer;

/**
 * One attempt at a task.
 *
 * @param scope cancelled when the task is to stop, its lease is lost, or the gateway goes down; ends with the attempt
 * @param progress tells how far it is; what comes faster than once a second replaces what was not sent yet
 */
public record Work(Lease lease, Scope scope, Consumer<Bytes> progress) {
    public Task task() {
        return lease.task();
    }
}
