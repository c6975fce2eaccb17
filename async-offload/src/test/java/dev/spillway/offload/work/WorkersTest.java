package dev.spillway.offload.work;

import static dev.spillway.core.testing.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.Handle;
import dev.spillway.core.Refusal;
import dev.spillway.core.testing.LeakCheck;
import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Command;
import dev.spillway.offload.GiveUp;
import dev.spillway.offload.InMemoryTaskStore;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Park;
import dev.spillway.offload.Retry;
import dev.spillway.offload.ShiftedTime;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.TaskEvent;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.TaskSummary;
import dev.spillway.offload.Terms;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops on virtual time, with the plainest store. */
class WorkersTest {
    private static final String QUEUE = "q";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Terms TERMS = new Terms(Retry.doubling(3, Duration.ofSeconds(2), Duration.ofMinutes(5)));

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    final VirtualTime virtual = leaks.time();
    final ShiftedTime time = new ShiftedTime(virtual);
    final InMemoryTaskStore store = new InMemoryTaskStore(time);
    final ScriptedRunner runner = new ScriptedRunner();
    final AtomicInteger room = new AtomicInteger(4);
    final List<RunResult> results = new ArrayList<>();
    final Housekeeping housekeeping = new Housekeeping(store, time, _ -> {});
    Workers workers = workers(new QueuePlan(QUEUE, 4, 4, LEASE, room::get, runner));

    private Workers workers(QueuePlan... plans) {
        return new Workers(store, time, "w", List.of(plans), (_, result, _, _) -> results.add(result));
    }

    @AfterEach
    void drain() {
        Future<Void> drained = workers.drain(Duration.ZERO);
        virtual.advance(ms(1));
        virtual.advance(Duration.ofSeconds(2));
        assertThat(drained.isComplete()).isTrue();
        assertThat(workers.running(QUEUE)).isZero();
        var _ = housekeeping.stop();
    }

    private NewTask task() {
        return NewTask.of(store.newHandle(), "acme", QUEUE, "k", TERMS, Bytes.EMPTY);
    }

    private Handle enqueue(NewTask task) {
        store.enqueue(task);
        return task.handle();
    }

    private Handle enqueue() {
        return enqueue(task());
    }

    private TaskSummary summary(Handle handle) {
        return store.find(handle).result().orElseThrow().summary();
    }

    private TaskState state(Handle handle) {
        return summary(handle).state();
    }

    private void start() {
        housekeeping.start();
        workers.start();
    }

    @Test
    void aTaskIsTakenTheMomentItIsReady() {
        start();
        Handle handle = enqueue();
        assertThat(runner.handles()).containsExactly(handle);
        runner.last().done("42");
        assertThat(state(handle)).isEqualTo(TaskState.SUCCEEDED);
        assertThat(store.find(handle).result().orElseThrow().result()).isEqualTo(Bytes.utf8("42"));
        assertThat(results).containsExactly(new RunResult.Done(Bytes.utf8("42")));
    }

    @Test
    void aTaskThatBecomesDueIsTakenWithinTwoRounds() {
        start();
        Handle handle = enqueue(task().withDelay(Duration.ofSeconds(10)));
        virtual.advance(Duration.ofMillis(9_999));
        assertThat(runner.runs).isEmpty();
        virtual.advance(Housekeeping.EACH.plus(QueueLoop.POLL));
        assertThat(runner.handles()).containsExactly(handle);
    }

    @Test
    void noMoreAreUnderWayThanAllowed() {
        for (int i = 0; i < 10; i++) {
            enqueue();
        }
        start();
        assertThat(runner.open()).hasSize(4);
        runner.runs.get(2).done("");
        assertThat(runner.open()).hasSize(4);
        assertThat(workers.running(QUEUE)).isEqualTo(4);
        assertThat(runner.runs).hasSize(5);
    }

    @Test
    void synchronousCallsComeFirst() {
        room.set(0);
        start();
        for (int i = 0; i < 10; i++) {
            enqueue();
        }
        virtual.advance(Duration.ofMinutes(1));
        assertThat(runner.runs).isEmpty();
        room.set(2);
        virtual.advance(QueueLoop.POLL);
        assertThat(runner.open()).hasSize(2);
        room.set(0);
        runner.runs.getFirst().done(""); // what is under way goes on, nothing new begins
        virtual.advance(Duration.ofMinutes(1));
        assertThat(runner.open()).hasSize(1);
    }

    @Test
    void theLeastUrgentDoNotStarve() {
        room.set(1);
        Handle old = enqueue(task().withPriority(0));
        virtual.advance(ms(1));
        for (int i = 0; i < 20; i++) {
            enqueue(task().withPriority(9));
        }
        start();
        for (int i = 0; i < QueueLoop.OLDEST_EACH; i++) {
            runner.last().done("");
        }
        assertThat(runner.handles()).contains(old);
        assertThat(runner.handles().indexOf(old)).isGreaterThan(2);
    }

    @Test
    void oneTenantDoesNotTakeAllPlaces() {
        workers = workers(new QueuePlan(QUEUE, 4, 2, LEASE, room::get, runner));
        for (int i = 0; i < 10; i++) {
            enqueue();
        }
        Handle other = enqueue(NewTask.of(store.newHandle(), "other", QUEUE, "k", TERMS, Bytes.EMPTY));
        start();
        assertThat(runner.open()).hasSize(3);
        assertThat(runner.handles()).contains(other);
        runner.runs.getFirst().done("");
        assertThat(runner.open()).hasSize(3);
    }

    @Test
    void aLongTaskKeepsItsLease() {
        start();
        Handle handle = enqueue();
        virtual.advance(Duration.ofMinutes(10));
        assertThat(runner.runs).hasSize(1);
        assertThat(summary(handle).attempt()).isEqualTo(1);
        runner.last().done("");
        assertThat(state(handle)).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void aCancelledTaskIsStoppedAtOnce() {
        start();
        Handle handle = enqueue();
        store.control(handle, new Command.Cancel("ann", "not needed", Duration.ofSeconds(10)));
        assertThat(runner.last().work().scope().isCancelled()).isTrue();
        assertThat(state(handle)).isEqualTo(TaskState.CANCELLED);
        assertThat(workers.running(QUEUE)).isZero();
    }

    @Test
    void workThatDoesNotStopIsLeftBehindAfterItsGrace() {
        runner.stubborn();
        start();
        Handle handle = enqueue();
        store.control(handle, new Command.Cancel("ann", "", Duration.ofSeconds(5)));
        virtual.advance(Duration.ofSeconds(6));
        assertThat(state(handle)).isEqualTo(TaskState.CANCELLED);
        virtual.advance(LEASE);
        assertThat(workers.running(QUEUE)).isZero(); // its heartbeat was told
        runner.last().done("too late");
        assertThat(state(handle)).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aDeadlineStopsTheWork() {
        start();
        Handle handle = enqueue(task().withDeadline(time.now().plusSeconds(20)));
        virtual.advance(Duration.ofSeconds(19));
        assertThat(runner.open()).hasSize(1);
        virtual.advance(Duration.ofSeconds(2));
        assertThat(runner.last().work().scope().isCancelled()).isTrue();
        assertThat(state(handle)).isEqualTo(TaskState.EXPIRED);
    }

    @Test
    void whoeverLostTheLeaseStopsAndItsResultIsDropped() {
        runner.stubborn();
        start();
        Handle handle = enqueue();
        time.shiftWallClock(Duration.ofMinutes(2)); // the lease is over, as after a long pause of the worker
        virtual.advance(Duration.ofSeconds(10));
        ScriptedRunner.Run first = runner.runs.getFirst();
        assertThat(first.work().scope().isCancelled()).isTrue();
        assertThat(runner.runs).hasSize(2);
        first.done("late");
        assertThat(state(handle)).isEqualTo(TaskState.LEASED);
        runner.last().done("second");
        assertThat(store.find(handle).result().orElseThrow().result()).isEqualTo(Bytes.utf8("second"));
        assertThat(summary(handle).attempt()).isEqualTo(2);
    }

    @Test
    void aResultSurvivesAStoreInTrouble() {
        start();
        Handle handle = enqueue();
        store.failWrites(new StoreRefused(StoreRefused.Reason.FULL, "busy", Duration.ZERO));
        runner.last().done("42");
        virtual.advance(Duration.ofSeconds(5));
        assertThat(state(handle)).isEqualTo(TaskState.LEASED);
        store.failWrites(null);
        virtual.advance(Duration.ofSeconds(1));
        assertThat(state(handle)).isEqualTo(TaskState.SUCCEEDED);
        assertThat(runner.runs).hasSize(1);
    }

    @Test
    void aStoreThatStaysAwayCostsTheLeaseAndNothingElse() {
        start();
        Handle handle = enqueue();
        store.failWrites(new StoreRefused(StoreRefused.Reason.FULL, "busy", Duration.ZERO));
        virtual.advance(LEASE.plusSeconds(5));
        assertThat(runner.last().work().scope().isCancelled()).isTrue(); // someone else may have it by now
        assertThat(workers.running(QUEUE)).isZero();
        store.failWrites(null);
        virtual.advance(Duration.ofMinutes(1));
        assertThat(runner.runs).hasSize(2);
        assertThat(summary(handle).attempt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"TIMED_OUT", "UNREACHABLE", "THROTTLED", "BACKEND_ERROR", "BAD_REPLY", "DEFECT", "CANCELLED"})
    void whatAnotherAttemptMayMendIsTriedAgain(Failure why) {
        start();
        Handle handle = enqueue();
        runner.last().fails(why);
        assertThat(state(handle)).isIn(TaskState.SCHEDULED, TaskState.READY);
        virtual.advance(Duration.ofSeconds(5));
        assertThat(runner.runs).hasSize(2);
        assertThat(summary(handle).attempt()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"REJECTED", "TOO_LARGE"})
    void whatTheBackendRejectsIsNotTriedAgain(Failure why) {
        start();
        Handle handle = enqueue();
        runner.last().fails(why);
        assertThat(state(handle)).isEqualTo(TaskState.DEAD);
        assertThat(summary(handle).reason()).isEqualTo(Entry.word(why) + ": as scripted");
    }

    @Test
    void aModelThatIsNotDeployedYetCostsNoAttempt() {
        runner.answers(_ -> new RunResult.Failed(Failure.NOT_READY, "", Duration.ZERO));
        start();
        Handle handle = enqueue();
        virtual.advance(Duration.ofMinutes(5)); // a rolling restart
        assertThat(runner.runs).hasSizeGreaterThan(5);
        assertThat(summary(handle).attempt()).isZero();
        assertThat(state(handle)).isIn(TaskState.SCHEDULED, TaskState.READY);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"OVERLOADED", "QUOTA", "CIRCUIT_OPEN", "NO_MONEY"})
    void whatWasRefusedForNowCostsNoAttempt(Refusal why) {
        runner.answers(_ -> new RunResult.Refused(why, "", Duration.ofSeconds(20)));
        start();
        Handle handle = enqueue();
        assertThat(state(handle)).isEqualTo(TaskState.SCHEDULED);
        assertThat(summary(handle).attempt()).isZero();
        virtual.advance(Duration.ofSeconds(19));
        assertThat(runner.runs).hasSize(1);
        virtual.advance(Duration.ofSeconds(3));
        assertThat(runner.runs).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"INVALID", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"})
    void whatIsRefusedForGoodIsDead(Refusal why) {
        runner.answers(_ -> new RunResult.Refused(why, "", Duration.ZERO));
        start();
        assertThat(state(enqueue())).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aBackendThatAsksForTimeGetsIt() {
        runner.answers(_ -> new RunResult.Failed(Failure.THROTTLED, "429", Duration.ofMinutes(3)));
        start();
        enqueue();
        virtual.advance(Duration.ofMinutes(3).minusSeconds(1));
        assertThat(runner.runs).hasSize(1);
        virtual.advance(Duration.ofSeconds(4));
        assertThat(runner.runs).hasSize(2);
    }

    @Test
    void whoIsThrottledUsesUpNoAttempt() {
        List<Instant> begun = new ArrayList<>();
        runner.answers(_ -> {
            begun.add(time.now());
            return begun.size() <= 10 // of three attempts
                    ? new RunResult.Failed(Failure.THROTTLED, "429", Duration.ofSeconds(2))
                    : new RunResult.Done(Bytes.EMPTY);
        });
        start();
        Handle handle = enqueue(task().withDeadline(time.now().plusSeconds(36_000)));
        assertThat(state(handle)).isEqualTo(TaskState.SCHEDULED);
        assertThat(summary(handle).attempt()).isZero();
        virtual.advance(Duration.ofHours(2));
        assertThat(begun).hasSize(11);
        for (int i = 1; i < begun.size(); i++) {
            assertThat(Duration.between(begun.get(i - 1), begun.get(i))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
        assertThat(state(handle)).isEqualTo(TaskState.SUCCEEDED);
        assertThat(summary(handle).attempt()).isEqualTo(1);
    }

    @Test
    void whoIsThrottledWithoutAWordWaitsLongerAndLonger() {
        runner.answers(_ -> new RunResult.Failed(Failure.THROTTLED, "429", Duration.ZERO));
        start();
        enqueue(task().withDeadline(time.now().plusSeconds(3_600)));
        virtual.advance(Duration.ofMinutes(10));
        int early = runner.runs.size();
        virtual.advance(Duration.ofMinutes(45));
        assertThat(early).isBetween(5, 40);
        assertThat(runner.runs.size() - early).isBetween(9, 60); // 150 s each, on average
    }

    @Test
    void theDeadlineBoundsHowLongSomeoneIsThrottled() {
        runner.answers(_ -> new RunResult.Failed(Failure.THROTTLED, "429", Duration.ofMinutes(2)));
        start();
        Handle handle = enqueue(task().withDeadline(time.now().plusSeconds(300)));
        virtual.advance(Duration.ofMinutes(5));
        assertThat(state(handle)).isEqualTo(TaskState.EXPIRED);
        assertThat(summary(handle).reason()).contains("throttled: 429");
    }

    @Test
    void aBugInTheWorkIsAFailedAttemptAndATaskThatOnlyFailsIsDeadInTheEnd() {
        workers = workers(new QueuePlan(QUEUE, 4, work -> {
            runner.run(work);
            if (runner.runs.size() == 2) {
                return Future.failedFuture(new IllegalStateException("a bug"));
            }
            throw new IllegalStateException("a bug");
        }));
        start();
        Handle handle = enqueue();
        virtual.advance(Duration.ofMinutes(1));
        assertThat(runner.runs).hasSize(3);
        assertThat(state(handle)).isEqualTo(TaskState.DEAD);
        assertThat(summary(handle).reason()).contains("a bug");
    }

    @Test
    void aResultThatIsTooLargeEndsTheTask() {
        runner.answers(_ ->
                new RunResult.Done(Bytes.owned(new byte[store.capabilities().resultBytesMost() + 1])));
        start();
        assertThat(state(enqueue())).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aParkedTaskTakesNoPlace() {
        Park park = new Park(Duration.ofHours(1), GiveUp.RUN, null);
        runner.answers(work -> work.task().gaveUp()
                ? new RunResult.Done(Bytes.utf8("the rule's answer"))
                : new RunResult.Parked(park, Bytes.utf8("look")));
        start();
        Handle handle = enqueue();
        assertThat(state(handle)).isEqualTo(TaskState.WAITING);
        assertThat(workers.running(QUEUE)).isZero();
        virtual.advance(Duration.ofHours(1).plusSeconds(2));
        assertThat(store.find(handle).result().orElseThrow().result()).isEqualTo(Bytes.utf8("the rule's answer"));
    }

    @Test
    void progressIsStoredAtMostOnceASecondAndTheLastOfItCounts() {
        start();
        Handle handle = enqueue();
        for (int i = 0; i < 40; i++) {
            runner.last().work().progress().accept(Bytes.utf8("" + i));
            virtual.advance(ms(100));
        }
        assertThat(store.find(handle).result().orElseThrow().progress()).isEqualTo(Bytes.utf8("39"));
        assertThat(store.find(handle).result().orElseThrow().lastSeq()).isEqualTo(2 + 5); // at 0, 1, 2, 3 and 4 s
        runner.last().done("");
        runner.last().work().progress().accept(Bytes.utf8("after the end"));
        assertThat(store.find(handle).result().orElseThrow().progress()).isEqualTo(Bytes.utf8("39"));
    }

    @Test
    void drainingLetsWorkEnd() {
        start();
        Handle running = enqueue();
        Future<Void> drained = workers.drain(Duration.ofSeconds(30));
        Handle queued = enqueue();
        virtual.advance(Duration.ofSeconds(20));
        assertThat(drained.isComplete()).isFalse();
        assertThat(state(queued)).isEqualTo(TaskState.READY);
        runner.last().done("");
        assertThat(drained.isComplete()).isTrue();
        assertThat(state(running)).isEqualTo(TaskState.SUCCEEDED);
    }

    @Test
    void workThatOutlastsTheGraceGoesBackWithoutAnAttempt() {
        start();
        Handle handle = enqueue();
        Future<Void> drained = workers.drain(Duration.ofSeconds(5));
        virtual.advance(Duration.ofSeconds(5));
        assertThat(drained.isComplete()).isTrue();
        assertThat(state(handle)).isEqualTo(TaskState.READY);
        assertThat(summary(handle).attempt()).isZero();
    }

    @Test
    void workThatDoesNotStopDoesNotHoldUpTheEnd() {
        runner.stubborn();
        start();
        Handle handle = enqueue();
        Future<Void> drained = workers.drain(Duration.ofSeconds(5));
        virtual.advance(Duration.ofSeconds(6));
        assertThat(drained.isComplete()).isTrue();
        assertThat(state(handle)).isEqualTo(TaskState.READY);
        runner.last().done("late");
        assertThat(state(handle)).isEqualTo(TaskState.READY);
    }

    @Test
    void aQueueHasOnePlan() {
        QueuePlan plan = new QueuePlan(QUEUE, 1, runner);
        assertThatThrownBy(() -> workers(plan, plan)).hasMessageContaining("two plans");
    }

    @Test
    void manyTasksAreAllDoneOnce() {
        runner.answers(work -> new RunResult.Done(work.task().input()));
        List<Handle> handles =
                Stream.generate(this::task).limit(500).map(this::enqueue).toList();
        start();
        virtual.advance(Duration.ofSeconds(1));
        assertThat(runner.handles()).hasSameElementsAs(handles).hasSize(500);
        for (Handle handle : handles) {
            assertThat(store.history(handle, 0, 100).result().orElseThrow().events())
                    .extracting(TaskEvent::kind)
                    .containsExactly(TaskEvent.Kind.ENQUEUED, TaskEvent.Kind.CLAIMED, TaskEvent.Kind.SUCCEEDED);
        }
    }
}
