package dev.spillway.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Handle;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store promises to everyone who is not a worker: cancelling, completing, replaying, and the passing of time. */
abstract class TaskStoreControlTck extends TaskStoreWorkTck {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Command CANCEL = new Command.Cancel("ann", "no longer needed", GRACE);

    private static Command replay() {
        return new Command.Replay("ann", "fixed", null, false);
    }

    private Handle parked(Park park) {
        return enqueue(task().withPark(park));
    }

    private static Park until(Duration most, GiveUp then, @Nullable Token token) {
        return new Park(most, then, token == null ? null : token.hash());
    }

    @Test
    void whatNoWorkerHasIsCancelledAtOnce() {
        Handle ready = enqueue(task());
        Handle scheduled = enqueue(task().withDelay(Duration.ofHours(1)));
        Handle waiting = parked(until(Duration.ofHours(1), GiveUp.DIE, null));
        for (Handle handle : List.of(ready, scheduled, waiting)) {
            assertThat(control(handle, CANCEL)).isEqualTo(applied(TaskState.CANCELLED));
            assertThat(summary(handle).reason()).isEqualTo("no longer needed");
            assertThat(events(handle).getLast().by()).isEqualTo("ann");
            assertThat(control(handle, CANCEL)).isEqualTo(new Verdict.Repeated(TaskState.CANCELLED));
        }
        assertThat(claim(5)).isEmpty();
    }

    @Test
    void aWorkerLearnsAtItsHeartbeatThatItIsToStop() {
        Lease lease = leased();
        Handle handle = lease.task().handle();
        assertThat(control(handle, CANCEL)).isEqualTo(new Verdict.Applied(TaskState.LEASED, true));
        assertThat(control(handle, CANCEL)).isEqualTo(new Verdict.Repeated(TaskState.LEASED));
        assertThat(report(lease, new Report.Extend(LEASE))).isEqualTo(new Verdict.Applied(TaskState.LEASED, true));
        assertThat(summary(handle).stopAsked()).isTrue();
        assertThat(report(lease, new Report.Stopped("aborted"))).isEqualTo(applied(TaskState.CANCELLED));
    }

    @Test
    void aWorkerThatDoesNotStopInItsGraceIsOverruled() {
        Lease lease = leased();
        control(lease.task().handle(), CANCEL);
        advance(GRACE.minusMillis(1));
        assertThat(maintain().stopped()).isZero();
        advance(Duration.ofMillis(1));
        assertThat(maintain().stopped()).isEqualTo(1);
        assertThat(state(lease.task().handle())).isEqualTo(TaskState.CANCELLED);
        assertThat(report(lease, new Report.Succeed(Bytes.EMPTY))).isEqualTo(new Verdict.StaleFence());
    }

    @Test
    void successBeforeTheGraceIsOverWins() {
        Lease lease = leased();
        control(lease.task().handle(), CANCEL);
        assertThat(report(lease, new Report.Succeed(Bytes.EMPTY))).isEqualTo(applied(TaskState.SUCCEEDED));
        assertThat(control(lease.task().handle(), CANCEL)).isEqualTo(new Verdict.IllegalState(TaskState.SUCCEEDED));
    }

    @Test
    void aTaskToBeStoppedIsNotTriedAgain() {
        Lease failed = leased();
        control(failed.task().handle(), CANCEL);
        assertThat(report(failed, new Report.Again(Duration.ZERO, "aborted"))).isEqualTo(applied(TaskState.CANCELLED));
        Lease released = leased();
        control(released.task().handle(), CANCEL);
        assertThat(report(released, new Report.Release(Duration.ZERO, "drained")))
                .isEqualTo(applied(TaskState.CANCELLED));
        Lease lost = leased(task().withDelay(Duration.ZERO));
        control(lost.task().handle(), new Command.Cancel("ann", "", Duration.ofHours(1)));
        advance(LEASE);
        maintain();
        assertThat(state(lost.task().handle())).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void noWorkerStopsUnasked() {
        assertThat(report(leased(), new Report.Stopped("?"))).isEqualTo(new Verdict.IllegalState(TaskState.LEASED));
    }

    @Test
    void aDeadlineEndsWhatNoWorkerHas() {
        Handle ready = enqueue(task().withDeadline(now().plusSeconds(5)));
        Handle scheduled = enqueue(task().withDelay(Duration.ofHours(1)).withDeadline(now().plusSeconds(5)));
        Handle free = enqueue(task());
        advance(Duration.ofSeconds(5));
        assertThat(maintain().expired()).isEqualTo(2);
        assertThat(state(ready)).isEqualTo(TaskState.EXPIRED);
        assertThat(state(scheduled)).isEqualTo(TaskState.EXPIRED);
        assertThat(state(free)).isEqualTo(TaskState.READY);
    }

    @Test
    void aDeadlineStopsTheWorker() {
        Lease lease = leased(task().withDeadline(now().plusSeconds(5)));
        advance(Duration.ofSeconds(5));
        assertThat(maintain().expired()).isEqualTo(1);
        assertThat(maintain().expired()).isZero();
        assertThat(report(lease, new Report.Extend(LEASE))).isEqualTo(new Verdict.Applied(TaskState.LEASED, true));
        assertThat(report(lease, new Report.Stopped(""))).isEqualTo(applied(TaskState.EXPIRED));
    }

    @Test
    void theBearerOfTheTokenCompletesOnce() {
        Token token = Token.random();
        Lease lease = leased();
        Handle handle = lease.task().handle();
        Park park = until(Duration.ofHours(1), GiveUp.DIE, token);
        assertThat(report(lease, new Report.Await(park, Bytes.utf8("please look"))))
                .isEqualTo(applied(TaskState.WAITING));
        assertThat(view(handle).progress()).isEqualTo(Bytes.utf8("please look"));
        assertThat(claim(1)).isEmpty();

        Command wrong = new Command.Complete(new Authority.Bearer(Token.random()), Bytes.utf8("1"));
        assertThat(control(handle, wrong)).isEqualTo(new Verdict.TokenRefused());
        Command right = new Command.Complete(new Authority.Bearer(token), Bytes.utf8("1"));
        assertThat(control(handle, right)).isEqualTo(applied(TaskState.SUCCEEDED));
        assertThat(view(handle).result()).isEqualTo(Bytes.utf8("1"));

        assertThat(control(handle, right)).isEqualTo(new Verdict.Repeated(TaskState.SUCCEEDED));
        Command other = new Command.Complete(new Authority.Bearer(token), Bytes.utf8("2"));
        assertThat(control(handle, other)).isEqualTo(new Verdict.IllegalState(TaskState.SUCCEEDED));
        Command fail = new Command.Fail(new Authority.Bearer(token), "no");
        assertThat(control(handle, fail)).isEqualTo(new Verdict.IllegalState(TaskState.SUCCEEDED));
        assertThat(control(handle, wrong)).isEqualTo(new Verdict.TokenRefused());
        assertThat(view(handle).result()).isEqualTo(Bytes.utf8("1"));
    }

    @Test
    void theBearerOfTheTokenFailsOnce() {
        Token token = Token.random();
        Handle handle = parked(until(Duration.ofHours(1), GiveUp.DIE, token));
        Command fail = new Command.Fail(new Authority.Bearer(token), "out of paper");
        assertThat(control(handle, fail)).isEqualTo(applied(TaskState.DEAD));
        assertThat(control(handle, fail)).isEqualTo(new Verdict.Repeated(TaskState.DEAD));
        assertThat(summary(handle).reason()).isEqualTo("out of paper");
    }

    @Test
    void aTokenOpensItsOwnTaskOnlyAndOnlyWhileItWaits() {
        Token token = Token.random();
        Handle own = parked(until(Duration.ofHours(1), GiveUp.RUN, token));
        Handle other = parked(until(Duration.ofHours(1), GiveUp.RUN, Token.random()));
        Handle none = parked(until(Duration.ofHours(1), GiveUp.RUN, null));
        Command complete = new Command.Complete(new Authority.Bearer(token), Bytes.EMPTY);
        assertThat(control(other, complete)).isEqualTo(new Verdict.TokenRefused());
        assertThat(control(none, complete)).isEqualTo(new Verdict.TokenRefused());

        advance(Duration.ofHours(1));
        maintain();
        assertThat(control(own, complete)).isEqualTo(new Verdict.TokenRefused()); // it is a worker's again
        control(own, CANCEL);
        assertThat(control(own, complete)).isEqualTo(new Verdict.TokenRefused());
    }

    @Test
    void theBearerLearnsThatTheTaskWasCancelled() {
        Token token = Token.random();
        Handle handle = parked(until(Duration.ofHours(1), GiveUp.DIE, token));
        control(handle, CANCEL);
        assertThat(control(handle, new Command.Complete(new Authority.Bearer(token), Bytes.EMPTY)))
                .isEqualTo(new Verdict.IllegalState(TaskState.CANCELLED));
    }

    @Test
    void aPersonDecidesAndHistorySaysWhoAndWhy() {
        Handle handle = parked(until(Duration.ofHours(1), GiveUp.DIE, Token.random()));
        Authority ann = new Authority.Person("ann", "looks right");
        assertThat(control(handle, new Command.Complete(ann, Bytes.utf8("approved"))))
                .isEqualTo(applied(TaskState.SUCCEEDED));
        TaskEvent last = events(handle).getLast();
        assertThat(last.by()).isEqualTo("ann");
        assertThat(last.reason()).isEqualTo("looks right");
        Authority bob = new Authority.Person("bob", "no");
        assertThat(control(handle, new Command.Complete(bob, Bytes.utf8("refused"))))
                .isEqualTo(new Verdict.IllegalState(TaskState.SUCCEEDED));
    }

    @Test
    void whatDoesNotWaitIsNotCompletedFromOutside() {
        Lease lease = leased();
        Command complete = new Command.Complete(new Authority.Person("ann", ""), Bytes.EMPTY);
        assertThat(control(lease.task().handle(), complete)).isEqualTo(new Verdict.IllegalState(TaskState.LEASED));
    }

    @Test
    void aTaskOnWhichNoOneActsGoesOnAsConfigured() {
        Handle run = parked(until(Duration.ofSeconds(5), GiveUp.RUN, null));
        Handle expire = parked(until(Duration.ofSeconds(5), GiveUp.EXPIRE, null));
        Handle die = parked(until(Duration.ofSeconds(5), GiveUp.DIE, null));
        advance(Duration.ofMillis(4_999));
        assertThat(maintain().gaveUp()).isZero();
        advance(Duration.ofMillis(1));
        assertThat(maintain().gaveUp()).isEqualTo(3);
        assertThat(state(expire)).isEqualTo(TaskState.EXPIRED);
        assertThat(state(die)).isEqualTo(TaskState.DEAD);
        Task next = claim(5).getFirst().task();
        assertThat(next.handle()).isEqualTo(run);
        assertThat(next.gaveUp()).isTrue();
    }

    @Test
    void theNextStepHasAllItsAttempts() {
        Lease last = leased(task(new Terms(Retry.doubling(1, Duration.ofSeconds(1), Duration.ofSeconds(1)))));
        report(last, new Report.Await(until(Duration.ofSeconds(5), GiveUp.RUN, null), Bytes.EMPTY));
        advance(Duration.ofSeconds(5));
        maintain();
        Lease next = claim(1).getFirst();
        assertThat(next.task().attempt()).isEqualTo(1);
        assertThat(next.attemptKey()).isNotEqualTo(last.attemptKey());
    }

    @Test
    void aDeadTaskBeginsAnew() {
        Lease lease = leased();
        Handle handle = lease.task().handle();
        report(lease, new Report.Progress(Bytes.utf8("half")));
        report(lease, new Report.Fail("400"));
        Command replay = new Command.Replay("ann", "fixed", Duration.ofMinutes(1), false);
        assertThat(control(handle, replay)).isEqualTo(applied(TaskState.READY));
        assertThat(control(handle, replay)).isEqualTo(new Verdict.IllegalState(TaskState.READY));

        Lease again = claim(1).getFirst();
        assertThat(again.task().attempt()).isEqualTo(1);
        assertThat(again.task().replays()).isEqualTo(1);
        assertThat(again.task().deadline()).isEqualTo(now().plusSeconds(60));
        assertThat(again.fence()).isGreaterThan(lease.fence());
        assertThat(again.attemptKey()).isNotEqualTo(lease.attemptKey());
        assertThat(view(handle).progress()).isNull();
        assertThat(events(handle))
                .anyMatch(event ->
                        event.kind() == TaskEvent.Kind.DIED && event.reason().equals("400"));
    }

    @Test
    void whatSucceededBeginsAnewOnlyWhereThatIsMeant() {
        Lease lease = leased();
        Handle handle = lease.task().handle();
        report(lease, new Report.Succeed(Bytes.utf8("1")));
        assertThat(control(handle, replay())).isEqualTo(new Verdict.IllegalState(TaskState.SUCCEEDED));
        assertThat(control(handle, new Command.Replay("ann", "lost", null, true)))
                .isEqualTo(applied(TaskState.READY));
        assertThat(view(handle).result()).isNull();
    }

    @Test
    void manyTasksBeginAnewPageByPageAndEachOnce() {
        Set<Handle> dead = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            Lease lease = leased();
            report(lease, new Report.Fail("broken model"));
            dead.add(lease.task().handle());
        }
        report(leased(), new Report.Succeed(Bytes.EMPTY));
        BulkReplay first = new BulkReplay("r1", Filter.of(TaskState.DEAD), null, 3, false, "ann", "new model", null);

        BulkReplay dry = new BulkReplay("r1", Filter.of(TaskState.DEAD), null, 100, true, "ann", "", null);
        assertThat(await(store.replay(dry)).items()).hasSameElementsAs(dead);
        assertThat(dead).allMatch(handle -> state(handle) == TaskState.DEAD);

        Set<Handle> replayed = new HashSet<>();
        @Nullable BulkReplay page = first;
        while (page != null) {
            Page<Handle> done = await(store.replay(page));
            replayed.addAll(done.items());
            page = done.next() == null ? null : page.next(done.next());
        }
        assertThat(replayed).isEqualTo(dead);
        assertThat(await(store.replay(first)).items()).isEmpty();

        claim(10).forEach(lease -> report(lease, new Report.Fail("still broken")));
        assertThat(await(store.replay(first)).items()).isEmpty(); // this replay had its turn
        BulkReplay second =
                new BulkReplay("r2", Filter.of(TaskState.DEAD), null, 100, false, "ann", "third model", null);
        assertThat(await(store.replay(second)).items()).hasSameElementsAs(dead);
    }

    @Test
    void aBulkReplayIsOfWhatDidNotSucceed() {
        assertThatThrownBy(() -> new BulkReplay("r", Filter.ALL, null, 1, false, "ann", "", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BulkReplay("r", Filter.of(TaskState.SUCCEEDED), null, 1, false, "ann", "", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void finishedTasksAreKeptForTheirTimeAndNothingElseIsPurged() {
        Terms terms = new Terms(TERMS.retry(), new Retention(Duration.ofHours(1), Duration.ofHours(2)), null);
        Lease done = leased(task(terms));
        report(done, new Report.Succeed(Bytes.EMPTY));
        Lease dead = leased(task(terms));
        report(dead, new Report.Fail(""));
        Handle open = enqueue(task(terms));
        advance(Duration.ofHours(1).minusMillis(1));
        assertThat(maintain().purged()).isZero();
        advance(Duration.ofMillis(1));
        assertThat(maintain().purged()).isEqualTo(1);
        assertThat(await(store.find(done.task().handle()))).isEmpty();
        advance(Duration.ofHours(1));
        assertThat(maintain().purged()).isEqualTo(1);
        assertThat(await(store.find(dead.task().handle()))).isEmpty();
        assertThat(state(open)).isEqualTo(TaskState.READY);
    }

    @Test
    void maintenanceIsBoundedAndSaysWhenThereIsMore() {
        enqueueAll(Stream.generate(() -> task().withDelay(Duration.ofSeconds(1)))
                .limit(Maintenance.BOUND + 10)
                .toList());
        advance(Duration.ofSeconds(1));
        Maintenance first = maintain();
        assertThat(first.due()).isEqualTo(Maintenance.BOUND);
        assertThat(first.more()).isTrue();
        Maintenance second = maintain();
        assertThat(second.due()).isEqualTo(10);
        assertThat(second.more()).isFalse();
    }
}
