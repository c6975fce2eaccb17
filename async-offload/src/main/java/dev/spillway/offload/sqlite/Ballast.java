package dev.spillway.offload.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file without a meaning that takes up room on the disk, to be deleted when there is no other. Filled with what no file
 * system can make smaller.
 *
 * @param bytes 0 for none
 */
record Ballast(Path file, long bytes) {
    private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);
    private static final int CHUNK = 1024 * 1024;

    /** Makes the file, unless it is there; tells whether it is. Takes some milliseconds for each 10 MiB. */
    boolean lay() {
        if (bytes == 0) {
            return true;
        }
        try {
            if (Files.exists(file) && Files.size(file) == bytes) {
                return true;
            }
            byte[] chunk = new byte[CHUNK];
            new SplittableRandom().nextBytes(chunk);
            try (OutputStream out = Files.newOutputStream(file)) {
                for (long left = bytes; left > 0; left -= CHUNK) {
                    out.write(chunk, 0, (int) Math.min(CHUNK, left));
                }
            }
            return true;
        } catch (IOException noRoom) {
            LOG.info("there is no room for the ballast of the task store: {}", noRoom.getMessage());
            release();
            return false;
        }
    }

    /** Deletes the file; tells whether it was there. */
    boolean release() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException failed) {
            LOG.warn("the ballast of the task store can't be deleted: {}", failed.getMessage());
            return false;
        }
    }
}
