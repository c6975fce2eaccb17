package dev.spillway.gateway.loops;

import dev.spillway.core.Time;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The beat of one event loop: a timer on it that is due every 10 ms. From how late it fires follow the loop's delay now, which
 * every request that it reads has waited for, its delay of late, and whether it is blocked.
 *
 * <p>Kept by its loop; what says so may be read from any thread. Instants are those of {@link Time#nanos()}. A beat that was
 * never started tells of no delay.
 */
public final class Heartbeat {
    /** How often a beat is due. */
    public static final Duration EVERY = Duration.ofMillis(10);

    /** A loop that ran nothing for longer than this is blocked. */
    public static final Duration BLOCKED_AFTER = Duration.ofSeconds(1);

    /** How long a loop that was blocked has to run freely until it counts as free. */
    public static final Duration FREE_AFTER = Duration.ofSeconds(2);

    /** For so long after a late beat, what is read piled up meanwhile, also on connections that were accepted late. */
    private static final long PILE_NANOS = 3 * EVERY.toNanos();

    /** A beat that is so late was a pause, after which the kernel is asked how long data has waited. */
    private static final long PAUSE_NANOS = 50_000_000;

    private static final int BEATS_MIN = 100;
    private static final int REPLIES_MIN = 20;

    private final Recent99 beats = new Recent99(BEATS_MIN);
    private final Recent99 replies = new Recent99(REPLIES_MIN);
    private final SocketWait sockets = new SocketWait();
    private boolean started;
    private long dueNanos;
    private long lateNanos;
    private long pileNanos;
    private long pileUntilNanos;
    private boolean everPaused;
    private long pausedUntilNanos;

    private final AtomicLong ranNanos = new AtomicLong();
    private volatile boolean watched;
    private volatile boolean wasBlocked;
    private volatile long freeSinceNanos;
    private final AtomicLong blockedNanos = new AtomicLong();

    /**
     * Begins to beat, on the loop, for as long as it runs.
     *
     * @param delays is told of each beat by how many nanoseconds it was late, zero or more
     */
    public void start(Time time, LongConsumer delays) {
        ranNanos.set(time.nanos());
        watched = true;
        started = true;
        next(time, delays);
    }

    private void next(Time time, LongConsumer delays) {
        dueNanos = time.nanos() + EVERY.toNanos();
        time.after(EVERY, () -> {
            beat(time.nanos(), delays);
            next(time, delays);
        });
    }

    private void beat(long nowNanos, LongConsumer delays) {
        runs(nowNanos);
        lateNanos = Math.max(0, nowNanos - dueNanos);
        if (lateNanos >= pileNanos || nowNanos - pileUntilNanos >= 0) {
            pileNanos = lateNanos;
            pileUntilNanos = nowNanos + PILE_NANOS;
        }
        if (lateNanos >= PAUSE_NANOS) {
            everPaused = true;
            pausedUntilNanos = nowNanos + FREE_AFTER.toNanos();
        }
        beats.record(lateNanos, nowNanos);
        delays.accept(lateNanos);
    }

    /** The loop does something: a request came in, or a beat. On the loop. */
    public void runs(long nowNanos) {
        long pausedNanos = nowNanos - ranNanos.get();
        if (watched && pausedNanos > BLOCKED_AFTER.toNanos()) {
            blockedNanos.lazySet(blockedNanos.get() + pausedNanos); // one thread writes
            freeSinceNanos = nowNanos;
            wasBlocked = true;
        }
        ranNanos.lazySet(nowNanos);
    }

    /**
     * How long a request that is read now may have waited for the loop, in nanoseconds: since the beat that is overdue, and as
     * long as the last one was. On the loop.
     */
    public long presentNanos(long nowNanos) {
        if (!started) {
            return 0;
        }
        long overdue = Math.max(0, nowNanos - dueNanos);
        return overdue + (nowNanos - pileUntilNanos < 0 ? pileNanos : lateNanos);
    }

    /**
     * How long a request that is read now has waited for the loop, as well as that can be told: {@link #presentNanos}, and after a
     * pause what the kernel knows of the connection, which may have been accepted only after it. On the loop.
     */
    public long waitedNanos(@Nullable Channel connection, long nowNanos) {
        long presentNanos = presentNanos(nowNanos);
        boolean paused = presentNanos >= PAUSE_NANOS || (everPaused && nowNanos - pausedUntilNanos < 0);
        return paused && connection != null
                ? Math.max(presentNanos, sockets.sinceLastDataNanos(connection))
                : presentNanos;
    }

    /**
     * By how much the loop was late of late, in nanoseconds: the 99th percentile of the last seconds, of its beats or of the
     * replies that it was to write at the end of their budgets, whichever is more. On the loop.
     */
    public long recentNanos(long nowNanos) {
        return Math.max(beats.nanos(nowNanos), replies.nanos(nowNanos));
    }

    /** A reply that was to be written at the end of its budget was written so much later. On the loop. */
    public void wroteLate(long lateByNanos, long nowNanos) {
        replies.record(lateByNanos, nowNanos);
    }

    /** For how long the loop has run nothing, in nanoseconds, where that makes it blocked; else zero. From any thread. */
    public long blockedForNanos(long nowNanos) {
        long pausedNanos = nowNanos - ranNanos.get();
        return watched && pausedNanos > BLOCKED_AFTER.toNanos() ? pausedNanos : 0;
    }

    /** Whether the loop runs, and has run freely since it was blocked last. From any thread. */
    public boolean isFree(long nowNanos) {
        return blockedForNanos(nowNanos) == 0 && (!wasBlocked || nowNanos - freeSinceNanos >= FREE_AFTER.toNanos());
    }

    /** For how long it was blocked in all, in nanoseconds, now included. From any thread. */
    public long blockedNanos(long nowNanos) {
        return blockedNanos.get() + blockedForNanos(nowNanos);
    }
}
