package dev.spillway.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Handle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a store promises about submissions and claims. */
abstract class TaskStoreSubmitTck extends TaskStoreTck {
    @Test
    void anAcceptedTaskIsFoundWithAllThatWasSaid() {
        NewTask task = task().withPriority(7).withDeadline(now().plusSeconds(60));
        enqueue(task);

        TaskView view = view(task.handle());
        assertThat(view.input()).isEqualTo(task.input());
        assertThat(view.result()).isNull();
        assertThat(view.progress()).isNull();
        assertThat(view.summary())
                .isEqualTo(new TaskSummary(
                        task.handle(),
                        TENANT,
                        QUEUE,
                        "triage",
                        7,
                        TaskState.READY,
                        0,
                        3,
                        0,
                        false,
                        "",
                        "",
                        now(),
                        now(),
                        now(),
                        task.deadline(),
                        null,
                        null));
        assertThat(kinds(task.handle())).containsExactly(TaskEvent.Kind.ENQUEUED);
    }

    @Test
    void aHandleIsOpaqueAndUnguessable() {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            values.add(store.newHandle().value());
        }
        assertThat(values).hasSize(1_000).allMatch(value -> value.matches("t_[0-9a-z]{32}"));
        Set<String> beginnings = new HashSet<>();
        values.forEach(value -> beginnings.add(value.substring(0, 8)));
        assertThat(beginnings).hasSizeGreaterThan(990); // nothing in it counts up

        Handle handle = enqueue(task());
        for (int at = 2; at < handle.value().length(); at++) {
            StringBuilder guess = new StringBuilder(handle.value());
            guess.setCharAt(at, guess.charAt(at) == '0' ? '1' : '0');
            assertThat(await(store.find(new Handle(guess.toString())))).isEmpty();
        }
    }

    @Test
    void whatIsNoHandleIsNotFound() {
        for (String value :
                List.of("", "t_", "x", "t_" + "0".repeat(32), "t_" + "u".repeat(32), "t_é" + "0".repeat(31))) {
            Handle handle = new Handle(value);
            assertThat(await(store.find(handle))).isEmpty();
            assertThat(await(store.history(handle, 0, 10))).isEmpty();
            assertThat(control(handle, new Command.Cancel("ann", "", Duration.ZERO)))
                    .isEqualTo(new Verdict.NotFound());
        }
        assertThat(await(store.find(store.newHandle()))).isEmpty();
    }

    @Test
    void theSameSubmissionTwiceIsOneTask() {
        NewTask task = task();
        enqueue(task);
        assertThat(await(store.enqueue(task))).isEqualTo(new Enqueued.Existing(task.handle()));
        assertThat(claim(10)).hasSize(1);
    }

    @Test
    void theSameKeyWithTheSameRequestYieldsTheFirstHandle() {
        NewTask first = task().withIdempotency(new Idempotency("k", sha("a")));
        enqueue(first);
        NewTask repeat = task().withIdempotency(new Idempotency("k", sha("a")));
        assertThat(await(store.enqueue(repeat))).isEqualTo(new Enqueued.Existing(first.handle()));
        assertThat(await(store.find(repeat.handle()))).isEmpty();
        assertThat(claim(10)).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherRequestIsAConflict() {
        NewTask first = task().withIdempotency(new Idempotency("k", sha("a")));
        enqueue(first);
        NewTask other = task().withIdempotency(new Idempotency("k", sha("b")));
        assertThat(await(store.enqueue(other))).isEqualTo(new Enqueued.Conflict(first.handle()));
        assertThat(await(store.find(other.handle()))).isEmpty();
    }

    @Test
    void theKeysOfTenantsAreApart() {
        enqueue(taskOf("a").withIdempotency(new Idempotency("k", sha("1"))));
        enqueue(taskOf("b").withIdempotency(new Idempotency("k", sha("2"))));
        enqueue(taskOf("a\0k").withIdempotency(new Idempotency("k", sha("3"))));
    }

    @Test
    void aKeyIsKnownAsLongAsItsTaskIsKept() {
        Terms brief = new Terms(TERMS.retry(), new Retention(Duration.ofSeconds(1), Duration.ofSeconds(1)), null);
        Idempotency idempotency = new Idempotency("k", sha("a"), Duration.ofHours(24));
        NewTask first = task(brief).withIdempotency(idempotency);
        report(leased(first), new Report.Succeed(Bytes.EMPTY));

        advance(Duration.ofHours(24).minusMillis(1));
        maintain();
        assertThat(await(store.enqueue(task(brief).withIdempotency(idempotency))))
                .isEqualTo(new Enqueued.Existing(first.handle()));

        advance(Duration.ofMillis(1));
        maintain();
        enqueue(task(brief).withIdempotency(idempotency));
    }

    @Test
    void anInputOverTheLimitIsRefused() {
        int most = store.capabilities().inputBytesMost();
        NewTask fits = NewTask.of(store.newHandle(), TENANT, QUEUE, "k", TERMS, Bytes.owned(new byte[most]));
        enqueue(fits);
        assertThat(view(fits.handle()).input().length()).isEqualTo(most);
        NewTask large = NewTask.of(store.newHandle(), TENANT, QUEUE, "k", TERMS, Bytes.owned(new byte[most + 1]));
        assertThat(failure(store.enqueue(large)))
                .isInstanceOfSatisfying(
                        StoreRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(StoreRefused.Reason.TOO_LARGE));
    }

    @Test
    void aTaskOutOfRangeIsNoTask() {
        assertThatThrownBy(() -> task().withPriority(10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> taskOf("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NewTask.of(store.newHandle(), TENANT, Callback.queue("crm"), "k", TERMS, Bytes.EMPTY))
                .hasMessageContaining("_callback/crm");
    }

    @Test
    void theMostUrgentComesFirstAndAmongThemTheOldest() {
        Handle low = enqueue(task().withPriority(0));
        Handle middle = enqueue(task());
        advance(Duration.ofSeconds(1));
        Handle high = enqueue(task().withPriority(9));
        Handle laterMiddle = enqueue(task());
        assertThat(handles(claim(2))).containsExactly(high, middle);
        assertThat(handles(claim(5))).containsExactly(laterMiddle, low);
    }

    @Test
    void theOldestComesFirstWhereThatIsAsked() {
        Handle low = enqueue(task().withPriority(0));
        advance(Duration.ofSeconds(1));
        Handle high = enqueue(task().withPriority(9));
        Claim claim = new Claim(QUEUE, 2, LEASE, WORKER, Claim.Order.OLDEST, 10, java.util.Map.of());
        assertThat(handles(await(store.claim(claim)))).containsExactly(low, high);
    }

    @Test
    void aClaimTakesFromItsQueueOnly() {
        enqueue(task());
        assertThat(await(store.claim(new Claim("other", 5, LEASE, WORKER)))).isEmpty();
    }

    @Test
    void aTaskIsGivenToOneWorkerOnly() {
        enqueue(task());
        assertThat(claim(5)).hasSize(1);
        assertThat(claim(5)).isEmpty();
    }

    @Test
    void aClaimCountsTheAttemptAndRaisesTheFence() {
        NewTask task = task().withDeadline(now().plusSeconds(60));
        Lease lease = leased(task);
        assertThat(lease.task())
                .isEqualTo(new Task(
                        task.handle(),
                        TENANT,
                        QUEUE,
                        "triage",
                        5,
                        1,
                        0,
                        false,
                        now(),
                        task.deadline(),
                        TERMS,
                        task.input()));
        assertThat(lease.until()).isEqualTo(now().plus(LEASE));
        assertThat(summary(task.handle()).worker()).isEqualTo(WORKER);

        report(lease, new Report.Release(Duration.ZERO, ""));
        assertThat(claim(1).getFirst().fence()).isGreaterThan(lease.fence());
    }

    @Test
    void aTenantGetsNoMoreThanItsShare() {
        for (int i = 0; i < 5; i++) {
            enqueue(taskOf("greedy"));
        }
        Handle modest = enqueue(taskOf("modest"));
        Claim claim = new Claim(
                QUEUE, 10, LEASE, WORKER, Claim.Order.PRIORITY, 3, java.util.Map.of("greedy", 1, "absent", 9));
        List<Lease> leases = await(store.claim(claim));
        assertThat(leases).hasSize(3);
        assertThat(handles(leases)).contains(modest);
    }

    @Test
    void aLongBacklogOfOneTenantHidesNoOther() {
        enqueueAll(Stream.generate(() -> taskOf("greedy").withPriority(9))
                .limit(300)
                .toList());
        Handle behind = enqueue(taskOf("modest").withPriority(0));
        Handle urgent = enqueue(taskOf("other").withPriority(3));
        Claim claim = new Claim(QUEUE, 4, LEASE, WORKER, Claim.Order.PRIORITY, 2, java.util.Map.of("greedy", 1));
        List<Lease> leases = await(store.claim(claim));
        assertThat(leases).extracting(lease -> lease.task().tenant()).containsExactly("modest", "other", "greedy");
        assertThat(handles(leases)).contains(urgent, behind);
    }

    @Test
    void tenantsTakeTurnsWhateverTheirPriorities() {
        enqueueAll(Stream.generate(() -> taskOf("greedy").withPriority(9))
                .limit(120)
                .toList());
        enqueueAll(
                Stream.generate(() -> taskOf("modest").withPriority(0)).limit(3).toList());
        List<String> served = new ArrayList<>();
        for (int i = 0; i < 6; i++) { // as a queue with one place does
            Claim.Order order = i == 3 ? Claim.Order.OLDEST : Claim.Order.PRIORITY;
            Claim claim = new Claim(QUEUE, 1, LEASE, WORKER, order, 1, java.util.Map.of());
            Lease lease = await(store.claim(claim)).getFirst();
            served.add(lease.task().tenant());
            report(lease, new Report.Succeed(Bytes.EMPTY));
        }
        assertThat(served).containsExactly("greedy", "modest", "greedy", "modest", "greedy", "modest");
    }

    @Test
    void aFreePlaceGoesToTheTenantWithTheFewestUnderWay() {
        enqueueAll(Stream.generate(() -> taskOf("a")).limit(100).toList());
        enqueueAll(Stream.generate(() -> taskOf("b")).limit(100).toList());
        Claim claim = new Claim(QUEUE, 4, LEASE, WORKER, Claim.Order.PRIORITY, 9, java.util.Map.of("a", 3));
        assertThat(await(store.claim(claim)))
                .extracting(lease -> lease.task().tenant())
                .containsExactly("b", "b", "b", "a");
    }

    @Test
    void aTaskWithADelayWaitsForItsTime() {
        Handle handle = enqueue(task().withDelay(Duration.ofSeconds(5)));
        assertThat(state(handle)).isEqualTo(TaskState.SCHEDULED);
        advance(Duration.ofMillis(4_999));
        assertThat(maintain().due()).isZero();
        assertThat(claim(1)).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(maintain().due()).isEqualTo(1);
        assertThat(handles(claim(1))).containsExactly(handle);
    }

    @Test
    void aTaskPastItsDeadlineIsNotGivenOut() {
        Handle late = enqueue(task().withDeadline(now().plusSeconds(5)));
        Handle fine = enqueue(task());
        advance(Duration.ofSeconds(5));
        assertThat(handles(claim(5))).containsExactly(fine);
        assertThat(state(late)).isEqualTo(TaskState.EXPIRED);
    }
}
