package dev.spillway.offload.sqlite;

import dev.spillway.core.layer.Permits;
import dev.spillway.offload.StoreRefused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a submission may wait to be written: if there is room on the disk, and not too much waits, of all or of its tenant. */
final class Admission {
    private static final long BYTES_MAX = 64L * 1024 * 1024; // queued

    private final Permits permits = new Permits();
    private final Room room;
    private final int queuedMax;
    private final long ackMaxNanos;

    Admission(SqliteOptions options, Room room) {
        this.room = room;
        this.queuedMax = options.queuedMost();
        this.ackMaxNanos = options.ackMost().toNanos();
    }

    /** The permits of a tenant: one for each of its submissions that wait. */
    Permits.Tenant of(String tenant) {
        return permits.of(tenant);
    }

    /**
     * Takes a permit; null if it did, else why not. For any thread.
     *
     * @param ahead how many writes wait
     * @param bytes how many they hold
     * @param nanosEach how long one takes
     */
    @Nullable
    StoreRefused take(Permits.Tenant own, int ahead, long bytes, long nanosEach) {
        StoreRefused noRoom = room.noTasks();
        if (noRoom != null) {
            return noRoom;
        }
        long waitNanos = ahead * nanosEach;
        int limit = Math.clamp(ackMaxNanos / Math.max(1, nanosEach), 1, queuedMax);
        if (ahead < queuedMax
                && waitNanos <= ackMaxNanos
                && bytes <= BYTES_MAX
                && own.take(limit, permits.tenants() > 1)) {
            return null;
        }
        return new StoreRefused(
                StoreRefused.Reason.FULL,
                ahead + " writes wait already, for about " + Duration.ofNanos(waitNanos),
                Duration.ofNanos(Math.max(waitNanos, 1_000_000_000L)));
    }
}
