package dev.spillway.offload.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * When the log is written back into the database: in idle moments, and under load before it grows too long. Between batches
 * on the writer's thread, so that the log is then whole in the database and begins anew in the same blocks of the disk.
 */
final class Checkpoints {
    private static final long PAGES = 16L * 1024 * 1024 / 4096;
    private static final long FILE_BYTES = 256L * 1024 * 1024;
    private static final int LOOK_EACH = 16; // batches; at 1 MiB each the log can't outgrow its bound by more

    private final Path log;
    private int batches;

    Checkpoints(Path log) {
        this.log = log;
    }

    /** After a batch. */
    void underLoad(Disk disk) throws SQLException {
        if (++batches % LOOK_EACH == 0 && disk.logPages() > PAGES) {
            disk.checkpoint(fileBytes() > FILE_BYTES);
        }
    }

    /** When nothing waits to be written. */
    void idle(Disk disk) throws SQLException {
        if (batches > 0) {
            batches = 0;
            disk.checkpoint(fileBytes() > FILE_BYTES);
        }
    }

    private long fileBytes() {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
