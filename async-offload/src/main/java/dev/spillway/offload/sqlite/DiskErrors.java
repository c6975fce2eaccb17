package dev.spillway.offload.sqlite;

import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Which errors are the disk's or the file's, and which only one statement's. */
final class DiskErrors {
    private static final int PRIMARY = 0xff; // the rest of a code only says more about it

    private static final Set<Integer> FATAL = Set.of(
            SQLiteErrorCode.SQLITE_INTERNAL.code,
            SQLiteErrorCode.SQLITE_PERM.code,
            SQLiteErrorCode.SQLITE_NOMEM.code,
            SQLiteErrorCode.SQLITE_READONLY.code,
            SQLiteErrorCode.SQLITE_IOERR.code,
            SQLiteErrorCode.SQLITE_CORRUPT.code,
            SQLiteErrorCode.SQLITE_CANTOPEN.code,
            SQLiteErrorCode.SQLITE_PROTOCOL.code,
            SQLiteErrorCode.SQLITE_NOTADB.code);

    private DiskErrors() {}

    /** Someone else holds the database for now. */
    static boolean isBusy(SQLException error) {
        return error instanceof SQLiteException sqlite
                && (sqlite.getResultCode().code & PRIMARY) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    /**
     * There is no room: for the data, or for the shared memory beside the log, which holds nothing that must last. Nothing was
     * written, as far as anyone may rely on it: unlike after a failed sync, a repeat tells the truth.
     */
    static boolean isFull(Throwable error) {
        return error instanceof SQLiteException sqlite
                && ((sqlite.getResultCode().code & PRIMARY) == SQLiteErrorCode.SQLITE_FULL.code
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
    }

    /**
     * A commit found no room only behind the frame that makes it one, for the shared memory: the frame is in the log, and a
     * restart may find it. (SQLITE_FULL comes from writing a frame, of which that one is the last: walWriteToLog in SQLite's
     * wal.c. Syncs report every error as SQLITE_IOERR_FSYNC.)
     */
    static boolean isFullBehindTheCommit(SQLException error) {
        return error instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
    }

    static boolean isFatal(Exception error) {
        return error instanceof SQLiteException sqlite && FATAL.contains(sqlite.getResultCode().code & PRIMARY);
    }
}
