package dev.spillway.offload.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Handle;
import dev.spillway.offload.Claim;
import dev.spillway.offload.EnqueueUnknown;
import dev.spillway.offload.Enqueued;
import dev.spillway.offload.Lease;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.OutcomeUnknown;
import dev.spillway.offload.Report;
import dev.spillway.offload.Signal;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.StoreStatus;
import dev.spillway.offload.TaskState;
import dev.spillway.offload.Verdict;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;

/** Group commit, and what becomes of writes when the disk fails. */
class WriterTest extends EmbeddedTest {
    private static StoreRefused refusal(Future<?> future) {
        return (StoreRefused) failure(future);
    }

    @Test
    void whatWaitsWhileTheDiskIsBusySharesOneCommit() throws IOException {
        SqliteTaskStore store = open();
        disk().hang = new CountDownLatch(1);
        List<Future<Enqueued>> enqueued = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            enqueued.add(store.enqueue(task(store)));
        }
        int before = disk().commits.get();
        disk().hang.countDown();
        await(Future.all(enqueued));
        assertThat(disk().commits.get() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void nothingIsAcknowledgedBeforeItsCommit() throws IOException {
        SqliteTaskStore store = open();
        disk().hang = new CountDownLatch(1);
        Future<Enqueued> enqueued = store.enqueue(task(store));
        Future<?> read = store.find(task(store).handle()); // a full turn of another of the store's threads
        await(read);
        assertThat(enqueued.isComplete()).isFalse();
        disk().hang.countDown();
        assertThat(await(enqueued)).isInstanceOf(Enqueued.Created.class);
    }

    @Test
    void answersComeBackOnTheCallersEventLoop() throws Exception {
        SqliteTaskStore store = open();
        for (int i = 0; i < 8; i++) {
            Promise<String> threads = Promise.promise();
            Context context = vertx.getOrCreateContext();
            context.runOnContext(_ -> {
                Thread caller = Thread.currentThread();
                store.enqueue(task(store)).onComplete(_ -> {
                    Context there = Vertx.currentContext();
                    threads.complete(caller == Thread.currentThread() && there == context ? "same" : "other");
                });
            });
            assertThat(await(threads.future())).isEqualTo("same");
        }
    }

    @Test
    void answersComeBackToAnEventLoopThatHasNoContext() throws Exception {
        SqliteTaskStore store = open();
        EventLoop loop = ((VertxInternal) vertx).nettyEventLoopGroup().next();
        Promise<Boolean> same = Promise.promise();
        loop.execute(() -> {
            Thread caller = Thread.currentThread();
            store.enqueue(task(store)).onComplete(_ -> same.complete(caller == Thread.currentThread()));
        });
        assertThat(await(same.future())).isTrue();
    }

    @Test
    void aWriteThatFailsDoesNotFailItsNeighbours() throws IOException {
        SqliteOptions options = new SqliteOptions(directory);
        try (StoreFiles files = StoreFiles.open(options, time, FaultyDisk::new)) {
            FaultyDisk disk = (FaultyDisk) files.disk();
            Writer writer = new Writer(files, time, options, new Deaf());
            disk.hang = new CountDownLatch(1);
            writer.start();
            ContextInternal context = ((VertxInternal) vertx).getOrCreateContext();
            List<Future<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String insert = "INSERT INTO meta (name, value) VALUES ('" + (i == 13 ? "n1" : "n" + i) + "', x'00')";
                boolean bug = i == 7;
                writes.add(writer.submit(
                        tables -> {
                            int inserted = tables.session.sql(insert).update();
                            if (bug) {
                                throw new IllegalStateException("a bug");
                            }
                            return inserted;
                        },
                        1,
                        context,
                        OutcomeUnknown::new));
            }
            disk.hang.countDown();
            for (int i = 0; i < 20; i++) {
                if (i == 7) {
                    assertThat(failure(writes.get(i))).hasMessage("a bug");
                } else if (i == 13) {
                    assertThatConstraint(writes.get(i));
                } else {
                    assertThat(await(writes.get(i))).isEqualTo(1);
                }
            }
            writer.close();
            assertThat(count(files)).isEqualTo(18);
        }
    }

    private static void assertThatConstraint(Future<?> future) {
        try {
            await(future);
            throw new IllegalStateException("it succeeded");
        } catch (AssertionError failed) {
            assertThat(failed.getCause()).hasMessageContaining("CONSTRAINT");
        }
    }

    private static long count(StoreFiles files) {
        try {
            return files.session()
                    .sql("SELECT count(*) FROM meta WHERE name LIKE 'n%'")
                    .number();
        } catch (java.sql.SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    private static final class Deaf implements Writer.Listener {
        @Override
        public void committed(Changes changes) {
            // no one wants to know
        }

        @Override
        public void broke(String reason) {
            throw new AssertionError(reason);
        }
    }

    @Test
    void afterAFailedCommitNothingIsAcknowledgedAnyMore() throws Exception {
        SqliteTaskStore store = open();
        LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
        Handle before = enqueue(store);
        Lease lease = claim(store, 1).getFirst();
        store.listen(signals::add);
        disk().failCommit = SQLiteErrorCode.SQLITE_IOERR_FSYNC;
        disk().hang = new CountDownLatch(1);
        NewTask unknown = task(store);
        Future<Enqueued> enqueue = store.enqueue(unknown);
        Future<?> report = store.report(lease, new Report.Succeed(unknown.input()));
        disk().hang.countDown();

        assertThat(failure(enqueue))
                .isInstanceOfSatisfying(
                        EnqueueUnknown.class,
                        failed -> assertThat(failed.handle()).isEqualTo(unknown.handle()));
        assertThat(failure(report)).isInstanceOfAny(OutcomeUnknown.class, StoreRefused.class);
        assertThat(signals.poll(30, TimeUnit.SECONDS)).isInstanceOf(Signal.Broken.class);
        assertThat(store.status()).isInstanceOf(StoreStatus.NotServing.class);

        disk().failCommit = null; // an fsync that is tried again may lie: the store must not believe it
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.BROKEN);
        assertThat(refusal(store.maintain()).reason()).isEqualTo(StoreRefused.Reason.BROKEN);
        assertThat(await(store.find(before)).orElseThrow().summary().state()).isEqualTo(TaskState.LEASED);

        store.close();
        SqliteTaskStore reopened = open();
        assertThat(reopened.status()).isInstanceOf(StoreStatus.Serving.class);
        assertThat(await(reopened.find(before)).orElseThrow().summary().state()).isEqualTo(TaskState.READY);
        assertThat(await(reopened.find(unknown.handle()))).isEmpty();
    }

    @Test
    void whatWasCommittedWithoutAnAnswerIsFoundByItsHandleAndNotAcceptedTwice() throws IOException {
        SqliteTaskStore store = open();
        disk().commitsAlthoughItFails = true;
        disk().failCommit = SQLiteErrorCode.SQLITE_IOERR_FSYNC;
        NewTask task = task(store);
        assertThat(failure(store.enqueue(task))).isInstanceOf(EnqueueUnknown.class);
        store.close();
        SqliteTaskStore reopened = open();
        assertThat(await(reopened.find(task.handle()))).isPresent();
        assertThat(await(reopened.enqueue(task))).isEqualTo(new Enqueued.Existing(task.handle()));
        assertThat(claim(reopened, 5)).hasSize(1);
    }

    @Test
    void aFullDiskRefusesForCertainAndTheStoreGoesOnOnceThereIsRoom() throws Exception {
        SqliteOptions options = new SqliteOptions(directory);
        StoreFiles files = StoreFiles.open(options, time, LimitedDisk::new);
        LimitedDisk disk = (LimitedDisk) files.disk();
        List<Handle> accepted = new ArrayList<>();
        List<Handle> refused = new ArrayList<>();
        try (SqliteTaskStore store = new SqliteTaskStore(vertx, files, time, options)) {
            disk.pages = 60;
            fill(store, accepted, refused);
            assertThat(store.status()).isEqualTo(new StoreStatus.NotServing("the disk of the task store is full"));
            assertThat(refusal(store.claim(new Claim("q", 1, Duration.ofSeconds(30), "w")))
                            .reason())
                    .isEqualTo(StoreRefused.Reason.NO_SPACE);

            time.advance(Duration.ofSeconds(1)); // it is tried again, and found to be full still
            fill(store, accepted, refused);
            assertThat(store.status()).isInstanceOf(StoreStatus.NotServing.class);

            disk.pages = 1_000_000;
            time.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 100; i++) {
                accepted.add(enqueue(store));
            }
            assertThat(store.status()).isInstanceOf(StoreStatus.Serving.class);
            assertThat(claim(store, 10)).hasSize(10);
        }
        assertThat(accepted).hasSizeGreaterThan(110);
        assertThat(refused).hasSizeGreaterThanOrEqualTo(2);
        SqliteTaskStore reopened = open();
        for (Handle handle : accepted) {
            assertThat(await(reopened.find(handle))).isPresent();
        }
        for (Handle handle : refused) {
            assertThat(await(reopened.find(handle))).isEmpty();
        }
    }

    @Test
    void withoutRoomBehindTheCommitNobodyIsToldThatNothingWasWritten() throws IOException {
        SqliteTaskStore store = open();
        NewTask task = task(store);
        disk().commitsAlthoughItFails = true;
        disk().failCommit = SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
        assertThat(failure(store.enqueue(task))).isInstanceOf(EnqueueUnknown.class);
        disk().commitsAlthoughItFails = false;
        disk().failCommit = null;
        time.advance(Duration.ofSeconds(1));
        assertThat(await(store.find(task.handle()))).isPresent();
        assertThat(await(store.enqueue(task))).isEqualTo(new Enqueued.Existing(task.handle()));
        enqueue(store);
        assertThat(store.status()).isInstanceOf(StoreStatus.Serving.class);
    }

    /** Enqueues until it is refused. */
    private static void fill(SqliteTaskStore store, List<Handle> accepted, List<Handle> refused) {
        while (true) {
            assertThat(accepted).hasSizeLessThan(100_000);
            NewTask task = task(store);
            try {
                await(store.enqueue(task));
                accepted.add(task.handle());
            } catch (StoreRefused no) {
                assertThat(no.reason()).isEqualTo(StoreRefused.Reason.NO_SPACE);
                assertThat(no.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                assertThat(no.forCallers()).isEqualTo("tasks can't be stored at present");
                refused.add(task.handle());
                return;
            }
        }
    }

    @Test
    void aLeaseThatRanOutWhileTheDiskWasFullIsReportedAllTheSame() throws Exception {
        SqliteTaskStore store = open();
        enqueue(store);
        Lease lease = claim(store, 1).getFirst();
        disk().failCommit = SQLiteErrorCode.SQLITE_FULL;
        for (int second = 0; second < 60; second++) { // as its worker does
            time.advance(Duration.ofSeconds(1));
            assertThat(refusal(store.report(
                                    lease, new Report.Succeed(lease.task().input())))
                            .reason())
                    .isEqualTo(StoreRefused.Reason.NO_SPACE);
        }
        disk().failCommit = null;
        time.advance(Duration.ofSeconds(1));
        await(store.maintain());
        assertThat(await(store.report(lease, new Report.Succeed(lease.task().input()))))
                .isEqualTo(new Verdict.Applied(TaskState.SUCCEEDED, false));

        enqueue(store);
        claim(store, 1);
        time.advance(Duration.ofSeconds(31)); // long after, a worker that is silent loses its task as ever
        assertThat(await(store.maintain()).lost()).isEqualTo(1);
    }

    @Test
    void withoutRoomWhatEndsWorkGoesBeforeWhatBringsMore() throws Exception {
        SqliteOptions options = new SqliteOptions(directory);
        StoreFiles files = StoreFiles.open(options, time, FaultyDisk::new);
        FaultyDisk disk = (FaultyDisk) files.disk();
        try (SqliteTaskStore store = new SqliteTaskStore(vertx, files, time, options)) {
            enqueue(store);
            Lease lease = claim(store, 1).getFirst();
            disk.hang = new CountDownLatch(1);
            int entry = disk.entered.get() + 1;
            Future<Enqueued> first = store.enqueue(task(store));
            while (disk.entered.get() < entry) {
                TimeUnit.MILLISECONDS.sleep(5); // until the writer is in its commit
            }
            disk.fullAtEntry = entry + 1; // of the batch with both of these
            Future<Enqueued> submission = store.enqueue(task(store));
            Future<Verdict> report =
                    store.report(lease, new Report.Succeed(lease.task().input()));
            disk.hang.countDown();

            await(first);
            assertThat(await(report)).isEqualTo(new Verdict.Applied(TaskState.SUCCEEDED, false));
            assertThat(refusal(submission).reason()).isEqualTo(StoreRefused.Reason.NO_SPACE);
        }
    }

    @Test
    void aSessionThatCantBeOpenedAgainIsTriedUntilItCan() throws Exception {
        SqliteTaskStore store = open();
        enqueue(store);
        disk().failCommit = SQLiteErrorCode.SQLITE_FULL;
        disk().failReset = SQLiteErrorCode.SQLITE_CANTOPEN;
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.NO_SPACE);
        disk().failCommit = null;
        time.advance(Duration.ofSeconds(1));
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.NO_SPACE);
        disk().failReset = null;
        time.advance(Duration.ofSeconds(1));
        enqueue(store);
    }

    @Test
    void aCheckpointThatFindsTheDiskFullStopsNothing() throws Exception {
        SqliteTaskStore store = open();
        disk().failCheckpoint = SQLiteErrorCode.SQLITE_FULL;
        enqueue(store);
        while (store.status() instanceof StoreStatus.Serving) {
            TimeUnit.MILLISECONDS.sleep(20); // until the writer is idle
        }
        disk().failCheckpoint = null;
        time.advance(Duration.ofSeconds(1));
        enqueue(store);
        assertThat(store.status()).isInstanceOf(StoreStatus.Serving.class);
    }

    @Test
    void theWordsForCallersHoldNothingForOperators() {
        for (StoreRefused.Reason reason : StoreRefused.Reason.values()) {
            if (reason != StoreRefused.Reason.TOO_LARGE) {
                StoreRefused refused = new StoreRefused(reason, "[SQLITE_FULL] restart the gateway", Duration.ZERO);
                assertThat(refused.forCallers()).doesNotContainIgnoringCase("sqlite", "restart", "disk");
            }
        }
    }

    @Test
    void aFailedCheckpointStopsTheStore() throws Exception {
        SqliteTaskStore store = open();
        LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
        store.listen(signals::add);
        disk().failCheckpoint = SQLiteErrorCode.SQLITE_IOERR_WRITE;
        enqueue(store);
        Signal last = signals.poll(30, TimeUnit.SECONDS);
        while (!(last instanceof Signal.Broken)) {
            last = signals.poll(30, TimeUnit.SECONDS);
            assertThat(last).isNotNull();
        }
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.BROKEN);
    }

    @Test
    void aDatabaseThatSomeoneElseHoldsIsNoReasonToStop() throws IOException {
        SqliteTaskStore store = open();
        disk().failBegin = SQLiteErrorCode.SQLITE_BUSY;
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.FULL);
        disk().failBegin = null;
        enqueue(store);
    }

    @Test
    void aFullQueueRefusesSubmissionsAndStillHearsWorkers() throws IOException {
        SqliteTaskStore store = open(new SqliteOptions(directory, 50, Duration.ofHours(1), 1_000, 1_000));
        enqueue(store);
        Lease lease = claim(store, 1).getFirst();
        disk().hang = new CountDownLatch(1);
        List<Future<Enqueued>> accepted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            accepted.add(store.enqueue(task(store)));
        }
        StoreRefused refused = refusal(store.enqueue(task(store)));
        assertThat(refused.reason()).isEqualTo(StoreRefused.Reason.FULL);
        assertThat(refused.retryAfter()).isPositive();
        Future<?> report = store.report(lease, new Report.Extend(Duration.ofSeconds(30)));
        disk().hang.countDown();
        await(Future.all(accepted));
        await(report);
        enqueue(store);
    }

    @Test
    void tooLongAWaitForTheAcknowledgementIsRefusedBeforehand() throws IOException {
        SqliteTaskStore store = open(new SqliteOptions(directory, 1_000, Duration.ofNanos(1), 1_000, 1_000));
        disk().hang = new CountDownLatch(1);
        Future<Enqueued> first = store.enqueue(task(store));
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.FULL);
        disk().hang.countDown();
        await(first);
    }

    @Test
    void closingWritesWhatWasAccepted() throws IOException {
        SqliteTaskStore store = open();
        disk().hang = new CountDownLatch(1);
        List<Future<Enqueued>> accepted = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            accepted.add(store.enqueue(task(store)));
        }
        disk().hang.countDown();
        store.close();
        assertThat(refusal(store.enqueue(task(store))).reason()).isEqualTo(StoreRefused.Reason.CLOSED);
        assertThat(refusal(store.find(task(store).handle())).reason()).isEqualTo(StoreRefused.Reason.CLOSED);
        await(Future.all(accepted));
        assertThat(claim(open(), 2_000)).hasSize(1_000);
    }
}
