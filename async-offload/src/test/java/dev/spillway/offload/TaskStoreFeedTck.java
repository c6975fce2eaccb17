package dev.spillway.offload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a store promises to those who look on: lists, feeds, backlogs, signals, and callbacks. */
abstract class TaskStoreFeedTck extends TaskStoreControlTck {
    private static final Terms CALLING = new Terms(TERMS.retry(), Retention.USUAL, Callback.to("crm"));

    @Test
    void listsAreNewestFirstPageByPage() {
        List<Handle> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            newestFirst.addFirst(enqueue(task()));
        }
        for (int size : new int[] {1, 3, 7, 50}) {
            assertThat(listAll(Filter.ALL, size))
                    .extracting(TaskSummary::handle)
                    .containsExactlyElementsOf(newestFirst);
        }
    }

    @Test
    void listsHoldWhatTheFilterSays() {
        Handle done = leasedOf("c");
        Lease dead = leased(taskOf("b").withPriority(9));
        report(dead, new Report.Fail(""));
        Handle a = enqueue(taskOf("a"));
        Handle b = enqueue(taskOf("b"));
        Handle parked = enqueue(taskOf("a").withPark(new Park(Duration.ofHours(1), GiveUp.DIE, null)));
        Handle other = enqueue(NewTask.of(store.newHandle(), "a", "other", "k", TERMS, Bytes.EMPTY));

        assertThat(handlesOf(Filter.ALL.withTenant("a"))).containsExactly(other, parked, a);
        assertThat(handlesOf(Filter.of(TaskState.DEAD)))
                .containsExactly(dead.task().handle());
        assertThat(handlesOf(Filter.of(TaskState.DEAD).withTenant("a"))).isEmpty();
        assertThat(handlesOf(Filter.of(TaskState.WAITING))).containsExactly(parked);
        assertThat(handlesOf(Filter.of(TaskState.SUCCEEDED, TaskState.READY))).containsExactly(other, b, a, done);
        assertThat(handlesOf(Filter.ALL.withQueue("other"))).containsExactly(other);
        assertThat(handlesOf(new Filter(null, Set.of(), null, "k", null, null, null)))
                .containsExactly(other);
    }

    private Handle leasedOf(String tenant) {
        Lease lease = leased(taskOf(tenant).withPriority(9));
        report(lease, new Report.Succeed(Bytes.EMPTY));
        return lease.task().handle();
    }

    private List<Handle> handlesOf(Filter filter) {
        return listAll(filter, 2).stream().map(TaskSummary::handle).toList();
    }

    @Test
    void listsCanBeOfATime() {
        Handle early = enqueue(task());
        advance(Duration.ofMinutes(1));
        Handle late = enqueue(task());
        assertThat(handlesOf(new Filter(null, Set.of(), null, null, null, now(), null)))
                .containsExactly(late);
        assertThat(handlesOf(new Filter(null, Set.of(), null, null, null, null, now())))
                .containsExactly(early);
    }

    @Test
    void everyEndOfATaskWritesItsCallback() {
        Lease won = leased(task(CALLING));
        report(won, new Report.Succeed(Bytes.EMPTY));
        Lease dead = leased(task(CALLING));
        report(dead, new Report.Fail(""));
        Handle cancelled = enqueue(task(CALLING));
        control(cancelled, new Command.Cancel("ann", "", Duration.ZERO));
        Handle expired = enqueue(task(CALLING).withDeadline(now().plusMillis(1)));
        advance(Duration.ofMillis(1));
        maintain();
        Handle quiet = leased().task().handle();

        callbackTells(won.task().handle(), TaskState.SUCCEEDED);
        callbackTells(dead.task().handle(), TaskState.DEAD);
        callbackTells(cancelled, TaskState.CANCELLED);
        callbackTells(expired, TaskState.EXPIRED);
        assertThat(listAll(Filter.ALL.withParent(quiet), 10)).isEmpty();
        assertThat(handlesOf(Filter.ALL)).hasSize(5); // callbacks are not among the tasks
        assertThat(listAll(Filter.ALL.withQueue(Callback.queue("crm")), 10)).hasSize(4);
    }

    private void callbackTells(Handle task, TaskState end) {
        List<TaskSummary> callbacks = listAll(Filter.ALL.withParent(task), 10);
        assertThat(callbacks).hasSize(1);
        TaskSummary callback = callbacks.getFirst();
        assertThat(callback.queue()).isEqualTo(Callback.queue("crm"));
        assertThat(callback.tenant()).isEqualTo(TENANT);
        assertThat(callback.state()).isEqualTo(TaskState.READY);
        assertThat(callback.attemptsMost()).isEqualTo(10);
        CallbackEvent event = CallbackEvent.decode(view(callback.handle()).input());
        assertThat(event)
                .isEqualTo(new CallbackEvent(
                        task, "crm", "triage", end, summary(task).finished(), 0));
    }

    @Test
    void aReplayedTaskTellsOfItsNextEndToo() {
        Lease lease = leased(task(CALLING));
        report(lease, new Report.Fail(""));
        control(lease.task().handle(), new Command.Replay("ann", "", null, false));
        report(claim(1).getFirst(), new Report.Succeed(Bytes.EMPTY));
        assertThat(listAll(Filter.ALL.withParent(lease.task().handle()), 10))
                .extracting(callback ->
                        CallbackEvent.decode(view(callback.handle()).input()).state())
                .containsExactly(TaskState.SUCCEEDED, TaskState.DEAD);
    }

    @Test
    void historySaysWhoDidWhatAndWhen() {
        Lease lease = leased();
        Handle handle = lease.task().handle();
        advance(Duration.ofSeconds(1));
        report(lease, new Report.Again(Duration.ofSeconds(5), "503"));
        assertThat(events(handle).getLast())
                .isEqualTo(new TaskEvent(3, now(), TaskEvent.Kind.FAILED, TaskState.SCHEDULED, 1, WORKER, "503", null));
        assertThat(await(store.history(handle, 1, 1)).orElseThrow().events())
                .extracting(TaskEvent::seq)
                .containsExactly(2L);
    }

    /** Reads a feed on a context that is the store's caller's. */
    private final class Reading {
        final List<TaskEvent> events = Collections.synchronizedList(new ArrayList<>());
        final Promise<Void> ended = Promise.promise();
        final LinkedBlockingQueue<TaskEvent> queue = new LinkedBlockingQueue<>();
        final Feed feed;

        Reading(Handle handle, long after) {
            feed = store.watch(handle, after);
            feed.endHandler(_ -> ended.tryComplete());
            feed.exceptionHandler(ended::tryFail);
        }

        Reading start() {
            feed.handler(event -> {
                events.add(event);
                queue.add(event);
            });
            return this;
        }

        TaskEvent.Kind next() {
            try {
                TaskEvent event = queue.poll(30, TimeUnit.SECONDS);
                return event == null ? TaskEvent.Kind.GAVE_UP : event.kind();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    @Test
    void aFeedTellsWhatHappensUntilTheTaskIsFinished() {
        Handle handle = enqueue(task());
        Reading reading = new Reading(handle, 0).start();
        assertThat(reading.next()).isEqualTo(TaskEvent.Kind.ENQUEUED);
        Lease lease = claim(1).getFirst();
        assertThat(reading.next()).isEqualTo(TaskEvent.Kind.CLAIMED);
        report(lease, new Report.Progress(Bytes.utf8("50%")));
        assertThat(reading.next()).isEqualTo(TaskEvent.Kind.PROGRESSED);
        report(lease, new Report.Succeed(Bytes.EMPTY));
        await(reading.ended.future());
        assertThat(reading.events).extracting(TaskEvent::kind).endsWith(TaskEvent.Kind.SUCCEEDED);
        assertThat(reading.events).extracting(TaskEvent::seq).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aFeedGoesOnBehindTheLastEventThatWasSeen() {
        Lease lease = leased();
        report(lease, new Report.Succeed(Bytes.EMPTY));
        Reading reading = new Reading(lease.task().handle(), 2).start();
        await(reading.ended.future());
        assertThat(reading.events).extracting(TaskEvent::seq).containsExactly(3L);
        Reading nothing = new Reading(lease.task().handle(), 3).start();
        await(nothing.ended.future());
        assertThat(nothing.events).isEmpty();
        await(new Reading(store.newHandle(), 0).start().ended.future());
    }

    @Test
    void aSlowReaderMissesOldProgressOnly() {
        Lease lease = leased();
        Reading reading = new Reading(lease.task().handle(), 0);
        reading.feed.pause();
        reading.start();
        for (int i = 0; i < 20; i++) {
            report(lease, new Report.Progress(Bytes.utf8("" + i)));
        }
        assertThat(reading.events).isEmpty();
        report(lease, new Report.Succeed(Bytes.EMPTY));
        reading.feed.resume();
        await(reading.ended.future());
        assertThat(reading.events)
                .extracting(TaskEvent::kind)
                .containsExactly(
                        TaskEvent.Kind.ENQUEUED,
                        TaskEvent.Kind.CLAIMED,
                        TaskEvent.Kind.PROGRESSED,
                        TaskEvent.Kind.SUCCEEDED);
        assertThat(reading.events.get(2).data()).isEqualTo(Bytes.utf8("19"));
    }

    @Test
    void backlogsCountWhatWaits() {
        enqueue(task().withPriority(9));
        advance(Duration.ofSeconds(3));
        enqueue(task().withPriority(9));
        enqueue(task().withPriority(2));
        enqueue(task().withDelay(Duration.ofHours(1)));
        enqueue(task().withPark(new Park(Duration.ofHours(1), GiveUp.DIE, null)));
        leased(NewTask.of(store.newHandle(), "x", QUEUE, "k", TERMS, Bytes.EMPTY)
                .withPriority(9)); // takes the first
        report(leased(), new Report.Succeed(Bytes.EMPTY));

        Backlog backlog = await(store.backlog()).stream()
                .filter(one -> one.queue().equals(QUEUE))
                .findFirst()
                .orElseThrow();
        assertThat(backlog.scheduled()).isEqualTo(1);
        assertThat(backlog.waiting()).isEqualTo(1);
        assertThat(backlog.leased()).isEqualTo(1);
        assertThat(backlog.readyTotal()).isEqualTo(3);
        assertThat(backlog.ready().get(9)).isEqualTo(1);
        assertThat(backlog.ahead(TENANT, 5)).isEqualTo(2);
        assertThat(backlog.oldestReady()).isEqualTo(now());
    }

    @Test
    void listenersHearOfReadyTasksAndOfWorkToStop() throws InterruptedException {
        LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
        Runnable end = store.listen(signals::add);
        Lease lease = leased();
        assertThat(signals.poll(30, TimeUnit.SECONDS)).isEqualTo(new Signal.Ready(QUEUE));
        control(lease.task().handle(), new Command.Cancel("ann", "", Duration.ofHours(1)));
        assertThat(signals.poll(30, TimeUnit.SECONDS))
                .isEqualTo(new Signal.StopAsked(lease.task().handle()));
        end.run();
        enqueue(task());
        assertThat(signals).isEmpty();
    }
}
