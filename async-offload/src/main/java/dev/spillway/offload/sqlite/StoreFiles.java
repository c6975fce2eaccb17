package dev.spillway.offload.sqlite;

import dev.spillway.core.Time;
import dev.spillway.offload.Handles;
import dev.spillway.offload.Maintenance;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store's directory and sessions, opened in order, recovered, and closed in the reverse order. */
record StoreFiles(
        StoreDirectory directory,
        Session session,
        Disk disk,
        Handles handles,
        Tables tables,
        Depths depths,
        Checkpoints checkpoints,
        Room room,
        List<Views> views)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);
    private static final int READERS = 2;

    /**
     * Opens and recovers a store.
     *
     * @param disk wraps the writer's session: the seam for a failing disk
     */
    static StoreFiles open(SqliteOptions options, Time time, Function<Session, Disk> disk) throws IOException {
        StoreDirectory directory = StoreDirectory.take(options.directory());
        Ballast ballast = new Ballast(directory.ballast(), options.ballastBytes());
        LongSupplier free = Room.free(directory.path());
        Room room = new Room(ballast, options.minFreeBytes(), free, time);
        try {
            StoreFiles files = open(directory, room, ballast, time, disk);
            room.look();
            if (free.getAsLong() >= options.minFreeBytes() + ballast.bytes()) {
                ballast.lay();
            }
            return files;
        } catch (SQLException | IOException | RuntimeException failed) {
            directory.close();
            throw new IOException(
                    "the task store in " + options.directory() + " can't be opened: " + failed.getMessage(), failed);
        }
    }

    private static StoreFiles open(
            StoreDirectory directory, Room room, Ballast ballast, Time time, Function<Session, Disk> disk)
            throws SQLException, IOException {
        try {
            return open(directory, room, time, disk);
        } catch (SQLException failed) {
            if (!DiskErrors.isFull(failed) || !ballast.release()) {
                throw failed;
            }
            room.filled(failed);
            return open(directory, room, time, disk); // what has to be written to begin is little
        }
    }

    private static StoreFiles open(StoreDirectory directory, Room room, Time time, Function<Session, Disk> wrap)
            throws SQLException, IOException {
        Session session = Session.writing(directory.database());
        try {
            Schema.check(session);
            Disk disk = wrap.apply(session);
            if (Schema.make(session, disk)) {
                disk.checkpoint(false);
            }
            directory.sync();
            long last = session.sql("SELECT coalesce(max(rid), 0) FROM task").number();
            Handles handles = new Handles(Schema.handleKey(session), last + 1);
            Tables tables = new Tables(session, handles);
            release(tables, disk, time);
            Depths depths = new Depths();
            depths.count(session);
            List<Views> views = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                views.add(new Views(Session.reading(directory.database()), handles));
            }
            Checkpoints checkpoints = new Checkpoints(directory.log());
            return new StoreFiles(directory, session, disk, handles, tables, depths, checkpoints, room, views);
        } catch (SQLException | IOException | RuntimeException failed) {
            session.close();
            throw failed;
        }
    }

    /** Takes back what the process before had on lease. */
    private static void release(Tables tables, Disk disk, Time time) throws SQLException {
        int released;
        do {
            tables.begin(time.now());
            disk.begin();
            released = Sweeps.orphaned(tables);
            disk.commit();
            if (released > 0) {
                LOG.info("{} tasks were on lease when the gateway ended; they go back to their queues", released);
            }
        } while (released == Maintenance.BOUND);
    }

    /** Lets go of the sessions and the lock. The threads that use them have ended. */
    @Override
    public void close() {
        views.forEach(StoreFiles::close);
        close(session);
        close(directory);
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception failed) {
            LOG.warn(
                    "the task store closed with an error; what was acknowledged is in the log: {}",
                    failed.getMessage());
        }
    }
}
