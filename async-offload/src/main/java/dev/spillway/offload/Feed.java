package dev.spillway.offload;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of one task, as they come.
 *
 * <p>Nothing is buffered: events are read from the store when the reader wants them, so a slow reader misses progress that
 * was replaced meanwhile, never a change of state. Confined to the context of its reader.
 */
public final class Feed implements ReadStream<TaskEvent>, AutoCloseable {
    private static final int PAGE = 64;

    /** Where the events are. */
    @FunctionalInterface
    public interface Source {
        /** Events after a number; completes on the reader's context. */
        Future<Optional<History>> after(long seq, int most);
    }

    private final Source source;
    private long seq;
    private long demand = Long.MAX_VALUE;
    private boolean reading;
    private boolean changed;
    private boolean over;
    private Runnable unregister = () -> {};
    private @Nullable Handler<TaskEvent> reader;
    private @Nullable Handler<Void> onEnd;
    private @Nullable Handler<Throwable> onFailure;

    public Feed(Source source, long afterSeq) {
        this.source = source;
        this.seq = afterSeq;
    }

    /** What is to be told when no one reads any more; in the order in which it was added. */
    public Feed onClose(Runnable told) {
        Runnable before = unregister;
        unregister = () -> {
            before.run();
            told.run();
        };
        return this;
    }

    /** Ends the reading with a failure that the reader hears of. Harmless when it has ended. */
    public void fail(Throwable cause) {
        if (!over) {
            close();
            if (onFailure != null) {
                onFailure.handle(cause);
            }
        }
    }

    /** Called by the store, on the reader's context, when the task has changed. */
    public void changed() {
        changed = true;
        pump();
    }

    @Override
    public Feed handler(@Nullable Handler<TaskEvent> handler) {
        reader = handler;
        if (handler == null) {
            close();
        } else {
            pump();
        }
        return this;
    }

    @Override
    public Feed endHandler(@Nullable Handler<Void> handler) {
        onEnd = handler;
        return this;
    }

    @Override
    public Feed exceptionHandler(@Nullable Handler<Throwable> handler) {
        onFailure = handler;
        return this;
    }

    @Override
    public Feed pause() {
        demand = 0;
        return this;
    }

    @Override
    public Feed resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public Feed fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        pump();
        return this;
    }

    /** Ends the reading without calling the end handler. Harmless when it has ended. */
    @Override
    public void close() {
        if (!over) {
            over = true;
            unregister.run();
        }
    }

    private void pump() {
        if (reading || over || demand == 0 || reader == null) {
            return;
        }
        reading = true;
        changed = false;
        source.after(seq, (int) Math.min(demand, PAGE)).onComplete(this::read);
    }

    private void read(AsyncResult<Optional<History>> result) {
        reading = false;
        if (over) {
            return;
        }
        if (result.failed()) {
            fail(result.cause());
            return;
        }
        History history = result.result().orElse(null);
        boolean any = history != null && deliver(history);
        if (over) {
            return; // the reader left
        }
        if (history == null || (history.state().isTerminal() && seq >= history.lastSeq() && !changed)) {
            close();
            if (onEnd != null) {
                onEnd.handle(null);
            }
        } else if (any || changed) {
            pump();
        }
    }

    private boolean deliver(History history) {
        boolean any = false;
        for (TaskEvent event : history.events()) {
            if (demand == 0 || over || reader == null) {
                break; // what is left is read again
            }
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            seq = event.seq();
            any = true;
            reader.handle(event);
        }
        return any;
    }
}
