package dev.spillway.offload.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the embedded store lies and how much it takes on.
 *
 * @param directory on a local disk, for this process alone; made where it is missing
 * @param queuedMost writes that may wait for their turn; those over it are refused
 * @param ackMost how long a write may have to wait, as an estimate; those over it are refused
 * @param inputBytesMost the largest input
 * @param resultBytesMost the largest result, progress or context
 */
public record SqliteOptions(Path directory, int queuedMost, Duration ackMost, int inputBytesMost, int resultBytesMost) {
    public SqliteOptions {
        if (queuedMost < 1 || inputBytesMost < 1 || resultBytesMost < 1) {
            throw new IllegalArgumentException(
                    "limits are 1 or more, not " + queuedMost + ", " + inputBytesMost + ", " + resultBytesMost);
        }
    }

    /** 20,000 queued writes, 2 s to wait, payloads of 256 KiB. */
    public SqliteOptions(Path directory) {
        this(directory, 20_000, Duration.ofSeconds(2), 256 * 1024, 256 * 1024);
    }
}
