package dev.spillway.offload.sqlite;

import java.sql.SQLException;

/** What the writer asks of the disk; the one seam at which a disk's failures are tried out. */
interface Disk {
    void begin() throws SQLException;

    /** Returns when the transaction is on stable storage. */
    void commit() throws SQLException;

    void rollback() throws SQLException;

    /** Begins afresh with the same database, whatever state an error has left the session in; rolls back what is open. */
    void reset() throws SQLException;

    /** Pages in the log that are not in the database yet. */
    long logPages() throws SQLException;

    /** Writes the log's pages into the database, so that the log begins anew; cuts its file where {@code truncate}. */
    void checkpoint(boolean truncate) throws SQLException;
}
