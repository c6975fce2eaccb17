package dev.spillway.gateway.offload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.layer.Observer;
import dev.spillway.gateway.loops.LoopTime;
import dev.spillway.gateway.loops.Loops;
import dev.spillway.offload.Task;
import dev.spillway.offload.Verdict;
import dev.spillway.offload.work.RunResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskServiceTest {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedStore store = new ScriptedStore();
    private final TaskService service = new TaskService(
            store,
            Loops.of(vertx),
            host -> Future.failedFuture("no one is called back"),
            request -> Future.failedFuture("no one is called back"),
            "worker",
            Observer.NONE,
            new TaskService.Meter() {
                @Override
                public void appeared(String queue) {
                    // no one looks
                }

                @Override
                public void disappeared(String queue) {
                    // no one looks
                }

                @Override
                public void reported(Task task, RunResult result, Duration took, Verdict verdict) {
                    // no one looks
                }
            },
            new LoopTime(bug -> {
                throw new AssertionError(bug);
            }));

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aStoreThatBrokeIsToldOf() {
        assertThat(service.isServing()).isTrue();
        assertThat(service.health()).containsEntry("status", "SERVING");

        store.breaks("the disk is full");
        assertThat(service.isServing()).isFalse();
        assertThat(service.health()).containsEntry("status", "NOT_SERVING").containsEntry("reason", "the disk is full");
    }

    @Test
    void tasksTakeWhatSynchronousCallsLeave() {
        int[] inFlight = new int[1];
        QueueSpec queue = new QueueSpec(4, 1, 4, Duration.ofSeconds(30), () -> inFlight[0]);
        assertThat(queue.room(0)).isEqualTo(4);
        inFlight[0] = 3; // one of them is a task's
        assertThat(queue.room(1)).isEqualTo(2);
        inFlight[0] = 9;
        assertThat(queue.room(1)).as("in any case").isEqualTo(1);
        QueueSpec polite = new QueueSpec(4, 0, 4, Duration.ofSeconds(30), () -> inFlight[0]);
        assertThat(polite.room(1)).isZero();
    }
}
