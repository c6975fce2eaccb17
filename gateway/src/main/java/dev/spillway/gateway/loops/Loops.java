package dev.spillway.gateway.loops;

import dev.spillway.core.Time;
import dev.spillway.gateway.bounds.InFlightBytes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's event loops, numbered: gRPC, HTTP and timers all run on them.
 *
 * <p>What exists once for each loop, such as a channel to a backend, is kept in an array and found by {@link
 * Loop#index()}.
 */
public final class Loops {
    private static final String TASKS_MAX = "io.netty.eventLoop.maxTaskProcessingQuantumMs";

    /** The least that Netty takes. */
    private static final String TASKS_MAX_MILLIS = "100";

    private static final FastThreadLocal<@Nullable Loop> CURRENT = new FastThreadLocal<>();

    private final VertxInternal vertx;
    private final List<Loop> all;
    private final InFlightBytes inFlight = new InFlightBytes();

    private Loops(VertxInternal vertx, List<Loop> all) {
        this.vertx = vertx;
        this.all = all;
    }

    /**
     * One event loop and its number, from 0.
     *
     * @param executor the loop itself
     * @param heartbeat how late it is
     */
    public record Loop(int index, EventLoop executor, Heartbeat heartbeat) {}

    /**
     * Bounds for how long a loop that has task after task looks neither at its timers nor at its sockets: Netty allows a whole
     * second, and every deadline on the loop would be as late. To be called before the process makes its first loop.
     */
    public static void boundTasks() {
        if (System.getProperty(TASKS_MAX) == null) {
            System.setProperty(TASKS_MAX, TASKS_MAX_MILLIS);
        }
    }

    /** Numbers the loops of a Vert.x. Blocks until each has begun. */
    public static Loops of(Vertx vertx) {
        VertxInternal internal = (VertxInternal) vertx;
        List<Loop> all = new ArrayList<>();
        for (EventExecutor executor : internal.nettyEventLoopGroup()) {
            all.add(new Loop(all.size(), (EventLoop) executor, new Heartbeat()));
        }
        CountDownLatch begun = new CountDownLatch(all.size());
        for (Loop loop : all) {
            loop.executor.execute(() -> {
                CURRENT.set(loop);
                begun.countDown();
            });
        }
        await(begun);
        return new Loops(internal, List.copyOf(all));
    }

    /**
     * Lets the one loop of another Vert.x have timers. It has no lane to any backend: its index is -1. Blocks until it has begun.
     */
    public static Loop outside(Vertx vertx) {
        EventLoop executor = (EventLoop)
                ((VertxInternal) vertx).nettyEventLoopGroup().iterator().next();
        Loop loop = new Loop(-1, executor, new Heartbeat());
        CountDownLatch begun = new CountDownLatch(1);
        executor.execute(() -> {
            CURRENT.set(loop);
            begun.countDown();
        });
        await(begun);
        return loop;
    }

    private static void await(CountDownLatch begun) {
        try {
            begun.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the event loops began", interrupted);
        }
    }

    /** The loop that this code runs on. */
    public static Loop current() {
        Loop loop = CURRENT.get();
        if (loop == null) {
            throw new IllegalStateException("this must run on an event loop, not on "
                    + Thread.currentThread().getName());
        }
        return loop;
    }

    /** By how much the loop that this code runs on was late of late: {@link Heartbeat#recentNanos}. */
    public static long recentDelayNanos(Time time) {
        return current().heartbeat().recentNanos(time.nanos());
    }

    public List<Loop> all() {
        return all;
    }

    /** The budget of bytes in flight of the process. */
    public InFlightBytes inFlight() {
        return inFlight;
    }

    public VertxInternal vertx() {
        return vertx;
    }
}
