package dev.spillway.offload.sqlite;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A disk that fails or hangs when a test says so. */
final class FaultyDisk implements Disk {
    private final Disk disk;
    final AtomicInteger commits = new AtomicInteger();
    volatile @Nullable SQLiteErrorCode failBegin;
    volatile @Nullable SQLiteErrorCode failCommit;
    final AtomicInteger entered = new AtomicInteger(); // commits that were begun
    volatile int fullAtEntry; // the commit that finds the disk full, counted so
    volatile boolean commitsAlthoughItFails;
    volatile @Nullable SQLiteErrorCode failReset;
    volatile @Nullable SQLiteErrorCode failCheckpoint;
    volatile CountDownLatch hang = new CountDownLatch(0);

    FaultyDisk(Session session) {
        this.disk = new SqliteDisk(session);
    }

    @Override
    public void begin() throws SQLException {
        fail(failBegin);
        disk.begin();
    }

    @Override
    public void commit() throws SQLException {
        int entry = entered.incrementAndGet();
        try {
            hang.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        if (commitsAlthoughItFails) {
            disk.commit();
        }
        fail(failCommit);
        if (entry == fullAtEntry) {
            fail(SQLiteErrorCode.SQLITE_FULL);
        }
        disk.commit();
        commits.incrementAndGet();
    }

    @Override
    public void rollback() throws SQLException {
        disk.rollback();
    }

    @Override
    public void reset() throws SQLException {
        fail(failReset);
        disk.reset();
    }

    @Override
    public long logPages() throws SQLException {
        return disk.logPages();
    }

    @Override
    public void checkpoint(boolean truncate) throws SQLException {
        fail(failCheckpoint);
        disk.checkpoint(truncate);
    }

    private static void fail(@Nullable SQLiteErrorCode code) throws SQLException {
        if (code != null) {
            throw new SQLiteException("[" + code + "] as a test asked", code);
        }
    }
}
