package dev.spillway.offload.sqlite;

import java.sql.SQLException;

/** A disk with room for so many pages of the database. */
final class LimitedDisk implements Disk {
    private final Session session;
    private final Disk disk;
    volatile int pages = 1_000_000_000;

    LimitedDisk(Session session) {
        this.session = session;
        this.disk = new SqliteDisk(session);
    }

    @Override
    public void begin() throws SQLException {
        session.execute("PRAGMA max_page_count = " + pages);
        disk.begin();
    }

    @Override
    public void commit() throws SQLException {
        disk.commit();
    }

    @Override
    public void rollback() throws SQLException {
        disk.rollback();
    }

    @Override
    public void reset() throws SQLException {
        disk.reset();
    }

    @Override
    public long logPages() throws SQLException {
        return disk.logPages();
    }

    @Override
    public void checkpoint(boolean truncate) throws SQLException {
        disk.checkpoint(truncate);
    }
}
