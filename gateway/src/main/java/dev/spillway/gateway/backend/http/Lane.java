package dev.spillway.gateway.backend.http;

import dev.spillway.core.Time;
import dev.spillway.gateway.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections that one event loop keeps to one server, each for one attempt at a time. Confined to the loop.
 *
 * <p>Vert.x's own pool is not used: an attempt that waits in it can't be taken out again, so that a cancelled one would
 * still open a connection; and it is shared by all event loops. Here everything happens on one loop and nothing locks.
 *
 * <p>The connection used last is lent first, so that those beyond the need grow old and are closed: after
 * {@link #IDLE_MOST}, before common servers (uvicorn, Node.js: 5 s) close them under an attempt. Two attempts in a row that
 * heard nothing at all on a connection that had worked before are taken as a sign that a device on the way has forgotten
 * the connections; then none that is idle is trusted any more.
 */
final class Lane {
    static final Duration IDLE_MOST = Duration.ofSeconds(4);
    static final Duration AGE_MOST = Duration.ofMinutes(5);
    private static final int SILENT = 2;

    /** Who wants a connection. */
    interface Taker {
        /** Gets a connection, to be handed back by {@link #release} or {@link #retire}. */
        void take(Lent connection);

        /** Gets none: the server can't be reached. */
        void none(Throwable why);
    }

    /** A connection and its past. */
    final class Lent {
        private final HttpClientConnection connection;
        private final long endsNanos;
        private long idleSinceNanos;
        private int attempts;
        private boolean retired;

        private Lent(HttpClientConnection connection) {
            this.connection = connection;
            // Spread, so that connections opened together do not end together.
            long age = AGE_MOST.toNanos();
            this.endsNanos = time.nanos() + age - ThreadLocalRandom.current().nextLong(age / 5);
        }

        HttpClientConnection connection() {
            return connection;
        }

        /** Whether it worked before. */
        boolean isProven() {
            return attempts > 1;
        }
    }

    private final ContextInternal context;
    private final Supplier<Future<HttpClientConnection>> connect;
    private final int most;
    private final Time time;
    private final Deque<Lent> idle = new ArrayDeque<>(); // the one used last comes first
    private final Deque<Taker> waiting = new ArrayDeque<>();
    private final Set<Lent> lent = new HashSet<>();
    private int opening;
    private int silences;
    private @Nullable Runnable drained; // once it is closing

    // Read by other threads, written by this loop's only.
    private final AtomicInteger openSeen = new AtomicInteger();
    private final AtomicInteger lentSeen = new AtomicInteger();
    private final AtomicInteger waitingSeen = new AtomicInteger();

    /**
     * No connection yet.
     *
     * @param context of the loop, and of this lane alone, so that no request's context lives on in a connection
     * @param connect opens a connection, called and completed in that context
     * @param most connections, more than zero; as many takers may wait beside those that a connection is being opened for
     */
    Lane(ContextInternal context, Supplier<Future<HttpClientConnection>> connect, int most, Time time) {
        this.context = context;
        this.connect = connect;
        this.most = most;
        this.time = time;
    }

    /** Lends a connection, now or later; false where too many wait already. */
    boolean acquire(Taker taker) {
        Lent fresh = freshest();
        if (fresh != null) {
            lend(fresh, taker);
            return true;
        }
        if (drained != null || waiting.size() >= most + opening) {
            return false;
        }
        waiting.addLast(taker);
        openIfNeeded();
        count();
        return true;
    }

    /** The taker waits no longer. Harmless where it does not wait. */
    void forget(Taker taker) {
        waiting.remove(taker);
        count();
    }

    /**
     * Takes a connection back whose reply was read to its end.
     *
     * <p>It is lent again in the loop's next turn, not in this one: bytes behind the reply, which a server must not send,
     * are seen until then and end the connection; they can't become the reply to another attempt.
     */
    void release(Lent connection) {
        context.nettyEventLoop().execute(() -> {
            if (drained != null || connection.endsNanos - time.nanos() < 0) {
                retire(connection);
            } else if (!connection.retired) {
                lent.remove(connection);
                give(connection);
                count();
            }
        });
    }

    /** Closes a connection. Harmless where it is closed. */
    void retire(Lent connection) {
        if (connection.retired) {
            return;
        }
        connection.retired = true;
        idle.remove(connection);
        lent.remove(connection);
        connection.connection.close();
        openIfNeeded();
        count();
    }

    /** Closes every connection that is not lent. */
    void retireIdle() {
        List.copyOf(idle).forEach(this::retire);
    }

    /** Something came from the server: the connections live. */
    void heard() {
        silences = 0;
    }

    /** An attempt ran into its deadline without a single byte on this connection, which is about to be retired. */
    void timedOut(Lent connection) {
        if (connection.isProven() && ++silences >= SILENT) {
            silences = 0;
            retireIdle();
        }
    }

    /**
     * Lends nothing any more and closes what is not lent; attempts under way end on their connections.
     *
     * @param whenDrained told when the last connection is closed
     */
    void close(Runnable whenDrained) {
        drained = whenDrained;
        retireIdle();
        for (Taker taker = waiting.pollFirst(); taker != null; taker = waiting.pollFirst()) {
            taker.none(new IllegalStateException("the backend is no longer configured"));
        }
        count();
    }

    /** For any thread. */
    Backend.Load load() {
        return new Backend.Load(lentSeen.getOpaque(), waitingSeen.getOpaque(), openSeen.getOpaque());
    }

    private @Nullable Lent freshest() {
        Lent last = idle.peekFirst();
        if (last != null && isStale(last)) {
            retireIdle(); // the others are staler still
        }
        return idle.pollFirst();
    }

    private boolean isStale(Lent connection) {
        return time.nanos() - connection.idleSinceNanos > IDLE_MOST.toNanos();
    }

    private void lend(Lent connection, Taker taker) {
        connection.attempts++;
        lent.add(connection);
        count();
        taker.take(connection);
    }

    private void give(Lent connection) {
        Taker next = waiting.pollFirst();
        if (next != null) {
            lend(connection, next);
            return;
        }
        connection.idleSinceNanos = time.nanos();
        idle.addFirst(connection);
        Lent eldest = idle.getLast();
        if (isStale(eldest)) {
            retire(eldest);
        }
    }

    private void openIfNeeded() {
        while (drained == null && waiting.size() > opening && idle.size() + lent.size() + opening < most) {
            opening++;
            context.dispatch(() -> connect.get().onComplete(opened -> {
                opening--;
                if (opened.succeeded()) {
                    opened(opened.result());
                } else {
                    failed(opened.cause());
                }
                count();
            }));
        }
    }

    private void opened(HttpClientConnection connection) {
        Lent fresh = new Lent(connection);
        connection.exceptionHandler(_ -> retire(fresh));
        connection.closeHandler(_ -> retire(fresh));
        if (drained != null) {
            retire(fresh);
        } else {
            give(fresh);
        }
    }

    private void failed(Throwable why) {
        Taker first = waiting.pollFirst();
        if (first != null) {
            first.none(why);
        }
        openIfNeeded();
    }

    private void count() {
        int open = idle.size() + lent.size() + opening;
        openSeen.setOpaque(open);
        lentSeen.setOpaque(lent.size());
        waitingSeen.setOpaque(waiting.size());
        if (drained != null && open == 0) {
            Runnable once = drained;
            drained = () -> {};
            once.run();
        }
    }
}
