package dev.spillway.offload.sqlite;

import dev.spillway.core.Fatal;
import dev.spillway.core.Time;
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
    private static final long BYTES_MOST = 64L * 1024 * 1024; // queued, before submissions are refused
    private static final long IDLE_MILLIS = 1_000;

    private final Tables tables;
    private final Disk disk;
    private final Checkpoints checkpoints;
    private final Time time;
    private final int queuedMost;
    private final long ackMostNanos;
    private final Listener listener;
    private final LinkedTransferQueue<Pending<Tables, ?>> queue = new LinkedTransferQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Thread thread;
    private final List<Pending<Tables, ?>> batch = new ArrayList<>(BATCH_WRITES);
    private volatile @Nullable StoreRefused stopped;
    private volatile long nanosPerWrite = 100_000; // an average that the batches correct

    Writer(Tables tables, Disk disk, Checkpoints checkpoints, Time time, SqliteOptions options, Listener listener) {
        this.tables = tables;
        this.disk = disk;
        this.checkpoints = checkpoints;
        this.time = time;
        this.queuedMost = options.queuedMost();
        this.ackMostNanos = options.ackMost().toNanos();
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("task-store-writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    StoreStatus status() {
        StoreRefused why = stopped;
        int ahead = queued.get();
        return why != null
                ? new StoreStatus.NotServing(String.valueOf(why.getMessage()))
                : new StoreStatus.Serving(ahead, Duration.ofNanos(ahead * nanosPerWrite));
    }

    /** Queues a submission, or refuses it at once where too much waits already. Any thread. */
    <T> Future<T> admit(
            Work<Tables, T> write, int bytes, ContextInternal context, Function<Throwable, RuntimeException> unknown) {
        int ahead = queued.get();
        long waitNanos = ahead * nanosPerWrite;
        return ahead >= queuedMost || waitNanos > ackMostNanos || queuedBytes.get() > BYTES_MOST
                ? Future.failedFuture(new StoreRefused(
                        StoreRefused.Reason.FULL,
                        ahead + " writes wait already, for about " + Duration.ofNanos(waitNanos),
                        Duration.ofNanos(Math.max(waitNanos, 1_000_000_000L))))
                : submit(write, bytes, context, unknown);
    }

    /** Queues a write that is not refused because of load: reports are how the load goes away. Any thread. */
    <T> Future<T> submit(
            Work<Tables, T> write, int bytes, ContextInternal context, Function<Throwable, RuntimeException> unknown) {
        StoreRefused why = stopped;
        if (why != null) {
            return Future.failedFuture(why);
        }
        Pending<Tables, T> pending = new Pending<>(write, bytes, context, unknown);
        queued.getAndIncrement();
        queuedBytes.addAndGet(bytes);
        queue.add(pending);
        why = stopped;
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
                if (batch.isEmpty()) {
                    checkpoints.idle(disk);
                } else {
                    write(batch);
                    batch.clear();
                    checkpoints.underLoad(disk);
                }
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

    private void write(List<Pending<Tables, ?>> some) {
        long began = time.nanos();
        Exception failure = commit(some);
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

    /** Runs writes in one transaction; returns why nothing of them is written, or null where all of it is. */
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
            return null;
        } catch (SQLException failed) {
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

    /** Begins a transaction; returns a refusal where another program holds the database for now. */
    private @Nullable StoreRefused begin() throws SQLException {
        tables.begin(time.now());
        try {
            disk.begin();
            return null;
        } catch (SQLException failed) {
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
