package dev.spillway.core.testing;

import io.vertx.core.impl.future.FutureBase;
import java.util.ArrayList;
import java.util.List;

/**
 * Catches, on the current thread until it is closed, what handlers of futures throw: Vert.x drops it where the future has
 * no context, as in all tests on virtual time.
 */
public final class LostErrors implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final List<Throwable> lost = new ArrayList<>();

    /** Begins to listen. */
    public LostErrors() {
        FutureBase.exceptionHandler(thread, lost::add);
    }

    /** What was lost so far. */
    public List<Throwable> lost() {
        return List.copyOf(lost);
    }

    @Override
    public void close() {
        FutureBase.exceptionHandler(thread, null);
    }
}
