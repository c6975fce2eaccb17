package dev.spillway.offload.work;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Claim;
import dev.spillway.offload.InMemoryTaskStore;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Report;
import dev.spillway.offload.Retry;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Terms;
import dev.spillway.offload.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BacklogWatchTest {
    private static final Terms TERMS = new Terms(Retry.doubling(3, Duration.ofSeconds(2), Duration.ofMinutes(5)));

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    final VirtualTime time = leaks.time();
    final InMemoryTaskStore store = new InMemoryTaskStore(time);
    final BacklogWatch watch = new BacklogWatch(store, time);

    @BeforeEach
    void start() {
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    private Optional<Duration> waitOf(String tenant, int priority) {
        QueueWaits waits = watch.waits().get("q");
        return waits == null ? Optional.of(Duration.ZERO) : waits.of(tenant, priority);
    }

    private void enqueue(int count, int priority) {
        enqueue("acme", count, priority);
    }

    private void enqueue(String tenant, int count, int priority) {
        for (int i = 0; i < count; i++) {
            store.enqueue(NewTask.of(store.newHandle(), tenant, "q", "k", TERMS, Bytes.EMPTY)
                    .withPriority(priority));
        }
    }

    /** So many tasks each second. */
    private void work(int seconds, int perSecond) {
        for (int second = 0; second < seconds; second++) {
            for (Lease lease : store.claim(new Claim("q", perSecond, Duration.ofSeconds(30), "w"))
                    .result()) {
                store.report(lease, new Report.Succeed(Bytes.EMPTY));
                RunResult done = new RunResult.Done(Bytes.EMPTY);
                Verdict verdict = new Verdict.Applied(TaskState.SUCCEEDED, false);
                watch.reported(lease.task(), done, Duration.ZERO, verdict);
            }
            time.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void anEmptyQueueMeansNoWait() {
        assertThat(waitOf("acme", 5)).contains(Duration.ZERO);
    }

    @Test
    void withoutExperienceNothingIsForetold() {
        enqueue(10, 5);
        time.advance(Duration.ofSeconds(1));
        assertThat(waitOf("acme", 5)).isEmpty();
    }

    @Test
    void theWaitIsWhatIsAheadByThePaceOfTheQueue() {
        enqueue(1_000, 5);
        time.advance(Duration.ofSeconds(1));
        work(20, 10);
        assertThat(waitOf("acme", 5))
                .hasValueSatisfying(wait -> assertThat(wait)
                        .isBetween(Duration.ofSeconds(72), Duration.ofSeconds(88))); // 800 ahead, 10 a second
        assertThat(waitOf("acme", 6)).contains(Duration.ZERO); // more urgent than all of them
    }

    @Test
    void theBacklogOfATenantIsAheadOfItsOwnTasksOnly() {
        enqueue("greedy", 1_000, 5);
        time.advance(Duration.ofSeconds(1));
        work(20, 10);
        assertThat(waitOf("greedy", 5))
                .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofSeconds(70)));
        assertThat(waitOf("modest", 5))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(ms(80), ms(125)));
        enqueue("modest", 50, 5);
        time.advance(Duration.ofSeconds(1));
        assertThat(waitOf("modest", 5)) // 50 of its own and 51 of the other's
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(13)));
        assertThat(waitOf("modest", 6))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(ms(80), ms(125)));
        assertThat(waitOf("third", 5))
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(ms(160), ms(250)));
    }

    @Test
    void aTenantWithNothingAheadIsTakenInWhileThePaceIsUnknown() {
        enqueue("greedy", 120, 5);
        time.advance(Duration.ofSeconds(1));
        assertThat(waitOf("greedy", 5)).isEmpty();
        assertThat(waitOf("modest", 5)).contains(Duration.ZERO);
    }

    @Test
    void aQueueWithLittleToDoIsNotTakenForASlowOne() {
        enqueue(1_000, 5);
        time.advance(Duration.ofSeconds(1));
        work(100, 10); // as fast as it can, until nothing is left
        for (int minute = 0; minute < 5; minute++) {
            enqueue(1, 5);
            work(60, 10);
        }
        enqueue(100, 5);
        time.advance(Duration.ofSeconds(1));
        assertThat(waitOf("acme", 5))
                .hasValueSatisfying(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(13)));
    }
}
