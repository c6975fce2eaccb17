package dev.spillway.offload.sqlite;

import java.sql.SQLException;

/** The disk as SQLite writes it. */
record SqliteDisk(Session session) implements Disk {
    @Override
    public void begin() throws SQLException {
        session.sql("BEGIN IMMEDIATE").execute();
    }

    @Override
    public void commit() throws SQLException {
        session.sql("COMMIT").execute();
    }

    @Override
    public void rollback() throws SQLException {
        session.sql("ROLLBACK").execute();
    }

    @Override
    public void reset() throws SQLException {
        session.reopen();
    }

    @Override
    public long logPages() throws SQLException {
        return session.sql("PRAGMA wal_checkpoint(NOOP)")
                .first(row -> Math.max(0, row.getLong(2) - row.getLong(3)))
                .orElse(0L);
    }

    @Override
    public void checkpoint(boolean truncate) throws SQLException {
        String how = truncate ? "PRAGMA wal_checkpoint(TRUNCATE)" : "PRAGMA wal_checkpoint(PASSIVE)";
        session.sql(how).first(row -> row.getLong(1)); // busy only beside a long read: the next one will do
    }
}
