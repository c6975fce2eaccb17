package dev.spillway.offload.sqlite;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work on its way to a thread of the store, and its answer on the way back to its caller's context.
 *
 * @param <S> what the thread has
 */
final class Pending<S, T> {
    final int bytes;
    final ContextInternal context;
    final boolean isSubmission;
    private final Runnable onTold;
    private final Work<S, T> work;
    private final Function<Throwable, RuntimeException> unknown;
    private final Promise<T> promise = Promise.promise();
    private @Nullable T value;
    private @Nullable Throwable failure;

    /**
     * Work for a caller.
     *
     * @param bytes how much of a batch it takes up
     * @param unknown what to tell the caller when it is not known whether the work was done
     */
    Pending(Work<S, T> work, int bytes, ContextInternal context, Function<Throwable, RuntimeException> unknown) {
        this(work, bytes, context, unknown, null);
    }

    /**
     * Work for a caller.
     *
     * @param permit given back when the caller is told, which makes this a submission; null for other work
     */
    Pending(
            Work<S, T> work,
            int bytes,
            ContextInternal context,
            Function<Throwable, RuntimeException> unknown,
            @Nullable Runnable permit) {
        this.work = work;
        this.bytes = bytes;
        this.context = context;
        this.unknown = unknown;
        this.isSubmission = permit != null;
        this.onTold = permit == null ? () -> {} : permit;
    }

    /** It is on its way back: called once, on the thread that did the work. */
    void leaving() {
        onTold.run();
    }

    Future<T> future() {
        return promise.future();
    }

    void attempt(S source) throws SQLException {
        value = work.run(source);
    }

    void fail(Throwable cause) {
        failure = cause;
    }

    void failUnknown(Throwable cause) {
        failure = unknown.apply(cause);
    }

    /** Tells the caller, on the caller's thread. */
    void tell() {
        context.dispatch(() -> {
            if (failure != null) {
                promise.fail(failure);
            } else {
                promise.complete(value);
            }
        });
    }
}
