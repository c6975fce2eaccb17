package dev.spillway.offload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a store promises to workers. */
abstract class TaskStoreWorkTck extends TaskStoreSubmitTck {
    @Test
    void successIsKeptWithItsResult() {
        Lease lease = leased();
        assertThat(report(lease, new Report.Succeed(Bytes.utf8("42")))).isEqualTo(applied(TaskState.SUCCEEDED));
        TaskView view = view(lease.task().handle());
        assertThat(view.result()).isEqualTo(Bytes.utf8("42"));
        assertThat(view.summary().state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(view.summary().finished()).isEqualTo(now());
        assertThat(view.summary().worker()).isEmpty();
        assertThat(kinds(lease.task().handle()))
                .containsExactly(TaskEvent.Kind.ENQUEUED, TaskEvent.Kind.CLAIMED, TaskEvent.Kind.SUCCEEDED);
    }

    @Test
    void aReportUnderAnOldFenceChangesNothing() {
        Lease first = leased();
        advance(LEASE);
        maintain();
        advance(Duration.ofMinutes(5));
        maintain();
        Lease second = claim(1).getFirst();
        assertThat(second.task().attempt()).isEqualTo(2);

        for (Report late : new Report[] {
            new Report.Succeed(Bytes.utf8("late")),
            new Report.Extend(LEASE),
            new Report.Fail("late"),
            new Report.Again(Duration.ZERO, "late"),
            new Report.Progress(Bytes.utf8("late")),
            new Report.Release(Duration.ZERO, "late"),
            new Report.Stopped("late")
        }) {
            assertThat(report(first, late)).isEqualTo(new Verdict.StaleFence());
        }
        assertThat(report(second, new Report.Succeed(Bytes.utf8("2")))).isEqualTo(applied(TaskState.SUCCEEDED));
        assertThat(report(second, new Report.Succeed(Bytes.utf8("2")))).isEqualTo(new Verdict.StaleFence());
        assertThat(view(first.task().handle()).result()).isEqualTo(Bytes.utf8("2"));
    }

    @Test
    void aFailedAttemptIsFollowedByAnotherWithinTheBackOff() {
        Lease lease = leased();
        Handle handle = lease.task().handle();
        assertThat(report(lease, new Report.Again(Duration.ZERO, "503"))).isInstanceOf(Verdict.Applied.class);
        TaskSummary summary = summary(handle);
        assertThat(summary.reason()).isEqualTo("503");
        assertThat(summary.runAt()).isBetween(now(), now().plusSeconds(2));
        advance(Duration.ofSeconds(2));
        maintain();
        assertThat(claim(1).getFirst().task().attempt()).isEqualTo(2);
    }

    @Test
    void theWaitThatAnUpstreamAskedForIsTheLeast() {
        Lease lease = leased();
        report(lease, new Report.Again(Duration.ofMinutes(10), "429"));
        assertThat(summary(lease.task().handle()).runAt()).isEqualTo(now().plusSeconds(600));
    }

    @Test
    void whatWasThrottledDoesNotCountWhileADeadlineBoundsIt() {
        Lease lease = leased(task().withDeadline(now().plusSeconds(3_600)));
        assertThat(report(lease, new Report.Throttled(Duration.ofMinutes(10), "429")))
                .isEqualTo(applied(TaskState.SCHEDULED));
        TaskSummary summary = summary(lease.task().handle());
        assertThat(summary.attempt()).isZero();
        assertThat(summary.runAt()).isBetween(now().plusSeconds(600), now().plusSeconds(660));

        Lease unbounded = leased();
        report(unbounded, new Report.Throttled(Duration.ofMinutes(10), "429"));
        assertThat(summary(unbounded.task().handle()).attempt()).isEqualTo(1);
    }

    @Test
    void aTaskIsDeadWhenItsAttemptsAreUsedUp() {
        Lease lease = leased(task(new Terms(Retry.doubling(2, Duration.ofSeconds(1), Duration.ofSeconds(1)))));
        report(lease, new Report.Again(Duration.ZERO, "first"));
        advance(Duration.ofSeconds(1));
        maintain();
        Lease second = claim(1).getFirst();
        assertThat(report(second, new Report.Again(Duration.ZERO, "second"))).isEqualTo(applied(TaskState.DEAD));
        assertThat(summary(second.task().handle()).reason()).isEqualTo("second");
    }

    @Test
    void aTaskThatKillsItsWorkersIsDeadAlthoughNoAttemptEverReported() {
        Handle handle = enqueue(task());
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(claim(1)).hasSize(1);
            advance(LEASE);
            assertThat(maintain().lost()).isEqualTo(1);
            advance(Duration.ofMinutes(5));
            maintain();
        }
        assertThat(state(handle)).isEqualTo(TaskState.DEAD);
        assertThat(claim(1)).isEmpty();
    }

    @Test
    void aTaskExpiresAtOnceWhenItsNextAttemptWouldBeTooLate() {
        Lease lease = leased(task().withDeadline(now().plusSeconds(60)));
        assertThat(report(lease, new Report.Again(Duration.ofSeconds(60), "429")))
                .isEqualTo(applied(TaskState.EXPIRED));
    }

    @Test
    void aFailureThatNoAttemptWouldChangeEndsTheTask() {
        Lease lease = leased();
        assertThat(report(lease, new Report.Fail("400"))).isEqualTo(applied(TaskState.DEAD));
        assertThat(summary(lease.task().handle()).reason()).isEqualTo("400");
    }

    @Test
    void whatWasNotAttemptedDoesNotCount() {
        Lease lease = leased();
        assertThat(report(lease, new Report.Release(Duration.ofSeconds(3), "busy")))
                .isEqualTo(applied(TaskState.SCHEDULED));
        advance(Duration.ofSeconds(3));
        maintain();
        assertThat(claim(1).getFirst().task().attempt()).isEqualTo(1);
    }

    @Test
    void aHeartbeatKeepsTheLease() {
        Lease lease = leased();
        for (int beat = 0; beat < 5; beat++) {
            advance(LEASE.dividedBy(3));
            assertThat(report(lease, new Report.Extend(LEASE))).isEqualTo(applied(TaskState.LEASED));
            assertThat(maintain().lost()).isZero();
        }
        advance(LEASE.minusMillis(1));
        assertThat(maintain().lost()).isZero();
        advance(Duration.ofMillis(1));
        assertThat(maintain().lost()).isEqualTo(1);
    }

    @Test
    void onlyTheLastProgressIsKept() {
        Lease lease = leased();
        Handle handle = lease.task().handle();
        for (int percent = 10; percent <= 90; percent += 10) {
            report(lease, new Report.Progress(Bytes.utf8(percent + "%")));
        }
        assertThat(view(handle).progress()).isEqualTo(Bytes.utf8("90%"));
        assertThat(events(handle))
                .filteredOn(event -> event.kind() == TaskEvent.Kind.PROGRESSED)
                .hasSize(1);
        assertThat(report(lease, new Report.Succeed(Bytes.EMPTY))).isEqualTo(applied(TaskState.SUCCEEDED));
    }

    @Test
    void historyIsBounded() {
        Lease lease = leased(task(new Terms(Retry.doubling(1_000, Duration.ofMillis(1), Duration.ofMillis(1)))));
        Handle handle = lease.task().handle();
        for (int i = 0; i < 120; i++) {
            report(lease, new Report.Again(Duration.ofMillis(1), "again"));
            advance(Duration.ofMillis(2));
            maintain();
            lease = claim(1).getFirst();
        }
        assertThat(events(handle)).hasSize(History.KEPT);
        assertThat(events(handle).getLast().seq()).isEqualTo(view(handle).lastSeq());
    }

    @Test
    void aResultOverTheLimitIsRefusedAndTheLeaseStays() {
        Lease lease = leased();
        Bytes large = Bytes.owned(new byte[store.capabilities().resultBytesMost() + 1]);
        assertThat(failure(store.report(lease, new Report.Succeed(large)))).isInstanceOf(StoreRefused.class);
        assertThat(report(lease, new Report.Fail("too large"))).isEqualTo(applied(TaskState.DEAD));
    }

    @Test
    void aRestartGivesBackWhatWasOnLease() {
        Lease lease = leased();
        Handle parked = enqueue(task().withPark(new Park(Duration.ofHours(1), GiveUp.DIE, null)));
        store = restart(store);
        assertThat(report(lease, new Report.Succeed(Bytes.EMPTY))).isEqualTo(new Verdict.StaleFence());
        Lease second = claim(5).getFirst();
        assertThat(second.task().handle()).isEqualTo(lease.task().handle());
        assertThat(second.task().attempt()).isEqualTo(2);
        assertThat(second.fence()).isGreaterThan(lease.fence());
        assertThat(state(parked)).isEqualTo(TaskState.WAITING);
    }

    @Test
    void aTaskThatKillsTheProcessIsDeadAfterItsAttempts() {
        Handle handle = enqueue(task());
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(claim(1)).hasSize(1);
            store = restart(store);
        }
        assertThat(state(handle)).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aClockSetForwardLosesNothing() {
        Lease lease = leased();
        Handle scheduled = enqueue(task().withDelay(Duration.ofMinutes(30)));
        time.shiftWallClock(Duration.ofHours(1));
        maintain();
        assertThat(state(scheduled)).isEqualTo(TaskState.READY);
        time.shiftWallClock(Duration.ofMinutes(10));
        maintain();
        assertThat(handles(claim(5))).contains(scheduled, lease.task().handle());
    }

    @Test
    void aClockSetBackBoundsTheLeaseAndLosesNothing() {
        Lease lease = leased();
        enqueue(task());
        time.shiftWallClock(Duration.ofHours(-1));
        maintain();
        assertThat(claim(1)).hasSize(1); // ready is ready, whatever the clock says
        assertThat(report(lease, new Report.Extend(LEASE))).isEqualTo(applied(TaskState.LEASED));

        time.shiftWallClock(Duration.ofHours(-1));
        maintain();
        advance(Claim.LEASE_MOST);
        assertThat(maintain().lost()).isEqualTo(2);
    }
}
