package dev.spillway.offload.sqlite;

import dev.spillway.core.Fatal;
import dev.spillway.core.Time;
import dev.spillway.core.layer.Permits;
import dev.spillway.offload.OutcomeUnknown;
import dev.spillway.offload.StoreRefused;
import dev.spillway.offload.StoreStatus;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one thread that writes, with group commit.
 *
 * <p>It takes what waits, runs all of it in one transaction, commits, and only then answers. Nothing lingers: under load
 * batches form by themselves while the one before is on its way to the disk. A write that fails does not fail its
 * neighbours: the batch is rolled back and its writes are run one by one. An error of the disk is the end: after a failed
 * fsync the kernel may report the next one as good although pages are lost, so nothing is tried again, nothing more is
 * acknowledged, and only a restart, which reads back what is really there, helps.
 */
final class Writer implements AutoCloseable {
    /** The most that one batch takes up. */
    static final int BATCH_BYTES = 1024 * 1024;

    /** What the writer tells, on its thread. */
    interface Listener {
        void committed(Changes changes);

        void broke(String reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int BATCH_WRITES = 256;
    private static final long IDLE_MILLIS = 1_000;

    private final Tables tables;
    private final Disk disk;
    private final Checkpoints checkpoints;
    private final Room room;
    private final Time time;
    private final Listener listener;
    private final LinkedTransferQueue<Pending<Tables, ?>> queue = new LinkedTransferQueue<>();
    private final Admission admission;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Thread thread;
    private final List<Pending<Tables, ?>> batch = new ArrayList<>(BATCH_WRITES);
    private boolean sessionLost; // by the full disk; to be opened again
    private volatile @Nullable StoreRefused stopped;
    private volatile long nanosPerWrite = 100_000; // an average that the batches correct

    Writer(StoreFiles files, Time time, SqliteOptions options, Listener listener) {
        this.tables = files.tables();
        this.disk = files.disk();
        this.checkpoints = files.checkpoints();
        this.room = files.room();
        this.time = time;
        this.admission = new Admission(options, room);
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("task-store-writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    StoreStatus status() {
        StoreRefused why = stopped;
        String trouble = why != null ? String.valueOf(why.getMessage()) : room.trouble();
        int ahead = queued.get();
        return trouble != null
                ? new StoreStatus.NotServing(trouble)
                : new StoreStatus.Serving(ahead, Duration.ofNanos(ahead * nanosPerWrite));
    }

    /** Queues a submission, or refuses it at once if too much waits already, of all or of its tenant. Any thread. */
    <T> Future<T> admit(
            String tenant,
            Work<Tables, T> write,
            int bytes,
            ContextInternal context,
            Function<Throwable, RuntimeException> unknown) {
        StoreRefused why = stopped;
        Permits.Tenant own = admission.of(tenant);
        if (why == null) {
            why = admission.take(own, queued.get(), queuedBytes.get(), nanosPerWrite);
        }
        if (why != null) {
            return Future.failedFuture(why);
        }
        return queue(new Pending<>(write, bytes, context, unknown, own.toGiveBack()));
    }

    /** Queues a write that begins work, or refuses it at once if there is no room to end any. Any thread. */
    <T> Future<T> begin(
            Work<Tables, T> write, int bytes, ContextInternal context, Function<Throwable, RuntimeException> unknown) {
        StoreRefused noRoom = room.noWork();
        return noRoom != null && stopped == null ? Future.failedFuture(noRoom) : submit(write, bytes, context, unknown);
    }

    /** Queues a write that is not refused because of load: reports are how the load goes away. Any thread. */
    <T> Future<T> submit(
            Work<Tables, T> write, int bytes, ContextInternal context, Function<Throwable, RuntimeException> unknown) {
        StoreRefused why = stopped;
        if (why != null) {
            return Future.failedFuture(why);
        }
        return queue(new Pending<>(write, bytes, context, unknown));
    }

    private <T> Future<T> queue(Pending<Tables, T> pending) {
        queued.getAndIncrement();
        queuedBytes.addAndGet(pending.bytes);
        queue.add(pending);
        StoreRefused why = stopped;
        if (why != null && !thread.isAlive()) {
            refuseQueued(why); // it ended meanwhile, maybe after its last look at the queue
        }
        return pending.future();
    }

    /** Writes what is queued, and ends. */
    @Override
    public void close() {
        if (stopped == null) {
            stopped = new StoreRefused(StoreRefused.Reason.CLOSED, "the task store is closed", Duration.ZERO);
        }
        thread.interrupt(); // seen only where it waits for work
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException impatient) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (fill()) {
                boolean idle = batch.isEmpty();
                if (idle) {
                    room.idle();
                } else {
                    room.busy();
                    write(batch);
                    batch.clear();
                }
                checkpoint(idle);
            }
        } catch (Broken known) {
            LOG.error("the task store stopped: {}", known.getMessage(), known);
        } catch (Throwable failure) { // of a checkpoint, or a bug
            Fatal.endIf(failure);
            LOG.error("the task store stopped", failure);
            batch.forEach(one -> one.failUnknown(failure));
            stop(failure);
            tell(batch);
        } finally {
            refuseQueued(Objects.requireNonNull(stopped));
        }
    }

    /** Waits for the next batch; false when the writer was closed and everything is written. */
    private boolean fill() {
        Pending<Tables, ?> next = queue.poll();
        if (next == null && stopped == null) {
            try {
                next = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException closing) {
                next = queue.poll();
            }
        }
        int bytes = 0;
        while (next != null) {
            batch.add(next);
            bytes += next.bytes;
            next = batch.size() < BATCH_WRITES && bytes < BATCH_BYTES ? queue.poll() : null;
        }
        return !batch.isEmpty() || stopped == null;
    }

    private void checkpoint(boolean idle) throws SQLException {
        if (sessionLost) {
            return;
        }
        try {
            if (idle) {
                checkpoints.idle(disk);
            } else {
                checkpoints.underLoad(disk);
            }
        } catch (SQLException failed) {
            if (!DiskErrors.isFull(failed)) {
                throw failed;
            }
            filled(failed); // the log holds it all the same
        }
    }

    private void write(List<Pending<Tables, ?>> some) {
        long began = time.nanos();
        Exception failure = commit(some);
        if (failure instanceof StoreRefused full && full.reason() == StoreRefused.Reason.NO_SPACE && some.size() > 1) {
            writeWithoutRoom(some, full);
            return;
        }
        if (failure
                instanceof
                OutcomeUnknown) { // they have been told so: a repeat is for those who can tell it from the first
            tell(some);
            return;
        }
        if (failure != null && some.size() > 1 && !(failure instanceof StoreRefused)) {
            some.forEach(one -> write(List.of(one)));
            return;
        }
        if (failure == null) {
            listener.committed(tables.changes());
        } else {
            some.forEach(one -> one.fail(failure));
        }
        tell(some);
        long average = nanosPerWrite;
        nanosPerWrite = average + ((time.nanos() - began) / some.size() - average) / 8;
    }

    /** What ends work goes before what brings more. */
    private void writeWithoutRoom(List<Pending<Tables, ?>> some, StoreRefused full) {
        List<Pending<Tables, ?>> submissions =
                some.stream().filter(one -> one.isSubmission).toList();
        List<Pending<Tables, ?>> rest =
                some.stream().filter(one -> !one.isSubmission).toList();
        submissions.forEach(one -> one.fail(full));
        tell(submissions);
        if (submissions.isEmpty()) {
            rest.forEach(one -> write(List.of(one))); // a smaller one may fit
        } else if (!rest.isEmpty()) {
            write(rest);
        }
    }

    /** The disk is full: nothing of the transaction is written, and the session begins afresh. */
    private StoreRefused filled(Exception cause) {
        room.filled(cause);
        sessionLost = !reset();
        return Room.refusal();
    }

    private boolean reset() {
        try {
            disk.reset();
            return true;
        } catch (SQLException failed) {
            LOG.atLevel(sessionLost ? Level.DEBUG : Level.WARN)
                    .log("the task store's database can't be opened again yet: {}", failed.getMessage());
            return false;
        }
    }

    /** Runs writes in one transaction; returns why nothing of them is written, or may be, or null if all of it is. */
    private @Nullable Exception commit(List<Pending<Tables, ?>> some) {
        try {
            Exception failure = begin();
            if (failure != null) {
                return failure;
            }
            try {
                for (Pending<Tables, ?> one : some) {
                    one.attempt(tables);
                }
            } catch (SQLException | RuntimeException failed) {
                if (DiskErrors.isFull(failed)) {
                    return filled(failed);
                }
                rollBack(failed);
                if (!DiskErrors.isFatal(failed)) {
                    return failed;
                }
                throw failed;
            }
        } catch (SQLException failed) {
            StoreRefused why = stop(failed);
            some.forEach(one -> one.fail(why)); // nothing was committed, for certain
            tell(some);
            throw new Broken(failed);
        }
        try {
            disk.commit();
            if (tables.changes().any()) { // one without changes writes nothing
                room.written();
            }
            return null;
        } catch (SQLException failed) {
            if (DiskErrors.isFull(failed)) {
                StoreRefused full = filled(failed);
                if (!DiskErrors.isFullBehindTheCommit(failed)) {
                    return full; // the frame that makes it a commit is the last one, and was not written
                }
                some.forEach(one -> one.failUnknown(full));
                return new OutcomeUnknown(full);
            }
            some.forEach(one -> one.failUnknown(failed));
            stop(failed);
            tell(some);
            throw new Broken(failed);
        }
    }

    private void rollBack(Exception cause) throws SQLException {
        try {
            disk.rollback();
        } catch (SQLException failed) { // after some errors SQLite has done so itself
            if (cause instanceof SQLException first) {
                first.addSuppressed(failed);
                throw first;
            }
            failed.addSuppressed(cause);
            throw failed;
        }
    }

    /** Begins a transaction; returns a refusal if the disk is full, or another program holds the database for now. */
    private @Nullable StoreRefused begin() throws SQLException {
        tables.begin(time.now());
        if (sessionLost) {
            sessionLost = !reset();
            if (sessionLost) {
                return Room.refusal();
            }
        }
        try {
            disk.begin();
            return null;
        } catch (SQLException failed) {
            if (DiskErrors.isFull(failed)) {
                return filled(failed);
            }
            if (!DiskErrors.isBusy(failed)) {
                throw failed;
            }
            LOG.warn("another program holds the task store's database; writes are refused until it lets go");
            return new StoreRefused(
                    StoreRefused.Reason.FULL, "another program holds the task store", Duration.ofSeconds(1));
        }
    }

    private StoreRefused stop(Throwable cause) {
        String reason = "the disk failed, restart the gateway once it is well: " + cause.getMessage();
        StoreRefused why = new StoreRefused(StoreRefused.Reason.BROKEN, reason, Duration.ZERO);
        stopped = why;
        listener.broke(reason);
        return why;
    }

    private void refuseQueued(StoreRefused why) {
        List<Pending<Tables, ?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(one -> one.fail(why));
        tell(late);
    }

    private void tell(List<Pending<Tables, ?>> some) {
        for (Pending<Tables, ?> one : some) {
            queued.getAndDecrement();
            queuedBytes.addAndGet(-one.bytes);
            one.leaving();
        }
        Callers.tell(some);
    }

    /** The disk failed, and whoever waited for it was told. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
