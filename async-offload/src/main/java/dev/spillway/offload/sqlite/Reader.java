package dev.spillway.offload.sqlite;

import dev.spillway.core.Fatal;
import dev.spillway.offload.StoreRefused;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that read, each with a session of its own: they see what was committed last, and hold up no write. */
final class Reader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final int QUEUED_MOST = 5_000;

    private final LinkedTransferQueue<Pending<Views, ?>> queue = new LinkedTransferQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /** One thread for each of the views. */
    Reader(List<Views> views) {
        for (Views one : views) {
            threads.add(Thread.ofPlatform()
                    .name("task-store-reader-" + threads.size())
                    .start(() -> run(one)));
        }
    }

    <T> Future<T> submit(Work<Views, T> read, ContextInternal context) {
        if (closed) {
            return Future.failedFuture(refusal(StoreRefused.Reason.CLOSED, "the task store is closed"));
        }
        if (queued.getAndIncrement() >= QUEUED_MOST) {
            queued.decrementAndGet();
            return Future.failedFuture(refusal(StoreRefused.Reason.FULL, QUEUED_MOST + " reads wait already"));
        }
        Pending<Views, T> pending = new Pending<>(read, 0, context, IllegalStateException::new);
        queue.add(pending);
        if (closed) {
            refuseQueued();
        }
        return pending.future();
    }

    /** Ends the threads; the views are closed by whoever opened them. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException impatient) {
                    interrupted = true;
                }
            }
        }
        refuseQueued();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Views view) {
        while (!closed) {
            Pending<Views, ?> next;
            try {
                next = queue.take();
            } catch (InterruptedException closing) {
                continue;
            }
            try {
                next.attempt(view);
            } catch (SQLException | RuntimeException failed) {
                next.fail(failed);
            } catch (Error bug) {
                Fatal.endIf(bug);
                LOG.error("a read of the task store failed", bug);
                next.fail(bug);
            }
            tell(List.of(next));
        }
    }

    private void refuseQueued() {
        List<Pending<Views, ?>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(one -> one.fail(refusal(StoreRefused.Reason.CLOSED, "the task store is closed")));
        tell(late);
    }

    private void tell(List<Pending<Views, ?>> some) {
        queued.addAndGet(-some.size());
        Callers.tell(some);
    }

    private static StoreRefused refusal(StoreRefused.Reason reason, String detail) {
        return new StoreRefused(reason, detail, Duration.ofSeconds(1));
    }
}
