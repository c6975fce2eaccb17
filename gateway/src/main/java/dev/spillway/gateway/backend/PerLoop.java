package dev.spillway.gateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** One value for each event loop, made on that loop when it is first asked for there, and never touched by another. */
public final class PerLoop<T> {
    private record Owned<T>(ContextInternal context, T value) {}

    private final VertxInternal vertx;
    private final Function<ContextInternal, T> maker;
    private final Map<Thread, Owned<T>> values = new ConcurrentHashMap<>();

    /**
     * Nothing yet.
     *
     * @param maker makes a loop's value, on that loop; the context it gets belongs to the value alone, so that no
     *     request's context lives on in it
     */
    public PerLoop(Vertx vertx, Function<ContextInternal, T> maker) {
        this.vertx = (VertxInternal) vertx;
        this.maker = maker;
    }

    /** The value of the calling event loop. */
    public T here() {
        Owned<T> owned = values.get(Thread.currentThread());
        return (owned != null ? owned : make()).value;
    }

    private Owned<T> make() {
        ContextInternal caller = vertx.getOrCreateContext();
        if (!caller.isEventLoopContext() || !caller.nettyEventLoop().inEventLoop()) {
            throw new IllegalStateException("not on an event loop, but on " + Thread.currentThread());
        }
        ContextInternal own = vertx.contextBuilder()
                .withThreadingModel(ThreadingModel.EVENT_LOOP)
                .withEventLoop(caller.nettyEventLoop())
                .build();
        Owned<T> made = new Owned<>(own, maker.apply(own));
        values.put(Thread.currentThread(), made);
        return made;
    }

    /** The values made so far, for thread-safe reading. */
    public Stream<T> all() {
        return values.values().stream().map(Owned::value);
    }

    /** Does something with each value, on its own loop. */
    public Future<Void> forEach(Consumer<T> action) {
        List<Future<Void>> done = values.values().stream()
                .map(owned -> {
                    Promise<Void> one = Promise.promise();
                    owned.context.runOnContext(_ -> {
                        action.accept(owned.value);
                        one.complete();
                    });
                    return one.future();
                })
                .toList();
        return Future.all(done).mapEmpty();
    }
}
