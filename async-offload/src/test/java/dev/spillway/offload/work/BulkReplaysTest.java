package dev.spillway.offload.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.BulkReplay;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Claim;
import dev.spillway.offload.Filter;
import dev.spillway.offload.InMemoryTaskStore;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Report;
import dev.spillway.offload.Retry;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Terms;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BulkReplaysTest {
    private static final Terms TERMS = new Terms(Retry.doubling(1, Duration.ofSeconds(2), Duration.ofMinutes(5)));

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    final VirtualTime time = leaks.time();
    final InMemoryTaskStore store = new InMemoryTaskStore(time);
    final BulkReplays replays = new BulkReplays(store, time, 5);

    @BeforeEach
    void twentyDeadTasks() {
        for (int i = 0; i < 20; i++) {
            store.enqueue(NewTask.of(store.newHandle(), "acme", "q", "k", TERMS, Bytes.EMPTY));
        }
        store.claim(new Claim("q", 20, Duration.ofSeconds(30), "w"))
                .result()
                .forEach(lease -> store.report(lease, new Report.Fail("400")));
    }

    private int ready() {
        return store.list(Filter.of(TaskState.READY), null, 100)
                .result()
                .items()
                .size();
    }

    private static BulkReplay replay(boolean dryRun) {
        return new BulkReplay("r", Filter.of(TaskState.DEAD), null, 10, dryRun, "ann", "fixed", null);
    }

    @Test
    void tasksBeginAnewAtTheRateGiven() {
        Future<Integer> done = replays.run(replay(false));
        assertThat(ready()).isEqualTo(10);
        time.advance(Duration.ofMillis(1_999));
        assertThat(ready()).isEqualTo(10);
        time.advance(Duration.ofMillis(1));
        assertThat(ready()).isEqualTo(20);
        time.advance(Duration.ofSeconds(2));
        assertThat(done.result()).isEqualTo(20);
    }

    @Test
    void aDryRunCountsAndTouchesNothing() {
        Future<Integer> done = replays.run(replay(true));
        time.advance(Duration.ZERO);
        assertThat(done.result()).isEqualTo(20);
        assertThat(ready()).isZero();
    }

    @Test
    void whatWasInterruptedGoesOnWithTheRest() {
        Future<Integer> first = replays.run(replay(false));
        store.failWrites(new StoreRefused(StoreRefused.Reason.BROKEN, "the disk failed", Duration.ZERO));
        time.advance(Duration.ofSeconds(2));
        assertThat(first.failed()).isTrue();
        assertThat(ready()).isEqualTo(10);

        store.failWrites(null);
        Future<Integer> second = replays.run(replay(false));
        time.advance(Duration.ofSeconds(10));
        assertThat(second.result()).isEqualTo(10);
        assertThat(ready()).isEqualTo(20);
    }
}
