package dev.spillway.offload.sqlite;

import dev.spillway.core.Time;
import dev.spillway.offload.StoreRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What room there is on the store's disk, and what may still be written for want of it.
 *
 * <p>Three lines of defence. While less than the minimum is free, no new tasks are accepted. When a write finds the disk full
 * all the same, because others fill it too, the ballast is let go of: what is under way can then end, and no work is begun.
 * What does not fit even so is refused, and tried again after a second; the disk is believed to be full for no longer than
 * that. When there is room again, the ballast is laid in again.
 *
 * <p>On the writer's thread, but for the questions, which any thread may ask.
 */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK_EACH = Duration.ofMillis(250);

    /** For how long after the disk was full a lease that ran out meanwhile is not taken away: its worker could not report. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Ballast ballast;
    private final long minFree;
    private final LongSupplier free;
    private final Time time;
    private long lookedNanos;
    private long layNanos; // when to try again to lay in the ballast
    private volatile boolean low;
    private volatile boolean scarce; // the ballast is gone
    private volatile boolean full;
    private volatile boolean everFull;
    private volatile long fullNanos;

    /**
     * The room of a store.
     *
     * @param minFree bytes that must be free for new tasks to be accepted
     * @param free how many are; see {@link #free}
     */
    Room(Ballast ballast, long minFree, LongSupplier free, Time time) {
        this.ballast = ballast;
        this.minFree = minFree;
        this.free = free;
        this.time = time;
        this.lookedNanos = time.nanos() - LOOK_EACH.toNanos();
        this.layNanos = time.nanos();
    }

    /** The bytes that this process may still write to the disk of a directory. */
    static LongSupplier free(Path directory) {
        return () -> {
            try {
                return Files.getFileStore(directory).getUsableSpace();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        };
    }

    /** Why no task is accepted; null if there is room. For any thread. */
    @Nullable
    StoreRefused noTasks() {
        return low || isFull() ? refusal() : null;
    }

    /** Why no work is begun; null if there is room. For any thread. */
    @Nullable
    StoreRefused noWork() {
        return isFull() || (scarce && low) ? refusal() : null;
    }

    /** What is wrong, for operators; null if nothing is. For any thread. */
    @Nullable
    String trouble() {
        if (full) {
            return "the disk of the task store is full";
        }
        return low ? "less than " + minFree + " bytes are free on the disk of the task store" : null;
    }

    /** Whether the disk was full a moment ago. For any thread. */
    boolean wasJustFull() {
        return everFull && time.nanos() - fullNanos < GRACE.toNanos();
    }

    static StoreRefused refusal() {
        return new StoreRefused(StoreRefused.Reason.NO_SPACE, "the disk of the task store has no room", AGAIN);
    }

    /** Looks how much is free, if it has not just done so. */
    void look() {
        long now = time.nanos();
        if (now - lookedNanos < LOOK_EACH.toNanos()) {
            return;
        }
        lookedNanos = now;
        boolean before = low;
        low = minFree > 0 && freeNow() < minFree;
        if (low != before) {
            if (low) {
                LOG.warn("{}; no new tasks are accepted until there is room again", trouble());
            } else {
                LOG.info("there is room for new tasks on the disk of the task store again");
            }
        }
    }

    /** When nothing waits to be written: the ballast is laid in again, if there is room for it. */
    void idle() {
        look();
        layAgain();
    }

    /** Between two writes: the same, once the disk has not been full for a while. A store may never be idle. */
    void busy() {
        look();
        if (scarce && !wasJustFull()) {
            layAgain();
        }
    }

    private void layAgain() {
        long now = time.nanos();
        if (scarce && !low && !isFull() && now - layNanos >= 0 && freeNow() >= minFree + 2 * ballast.bytes()) {
            scarce = !ballast.lay();
            if (scarce) {
                layNanos = now + GRACE.toNanos(); // not tried at each write
            }
        }
    }

    /** A write found the disk full. */
    void filled(Throwable cause) {
        if (!full) {
            LOG.warn(
                    "the disk of the task store is full; what can't be written is tried again: {}", cause.getMessage());
        }
        everFull = true;
        full = true;
        fullNanos = time.nanos();
        if (ballast.release()) {
            LOG.warn("the ballast of the task store is let go of, so that what is under way can end");
        }
        scarce = ballast.bytes() > 0;
        lookedNanos = fullNanos - LOOK_EACH.toNanos();
    }

    /** A write succeeded. */
    void written() {
        if (full) {
            full = false;
            LOG.info("the task store can be written again");
        }
    }

    private boolean isFull() {
        return full && time.nanos() - fullNanos < AGAIN.toNanos();
    }

    private long freeNow() {
        try {
            return free.getAsLong();
        } catch (UncheckedIOException unknown) {
            return Long.MAX_VALUE; // no reason to refuse: the write itself will tell
        }
    }
}
