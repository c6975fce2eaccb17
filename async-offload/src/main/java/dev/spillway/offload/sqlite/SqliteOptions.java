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
 * @param minFreeBytes how much must be free on the disk for tasks to be accepted; 0 for no such bound
 * @param ballastBytes how much is kept there to let go of when it is full; 0 for none
 */
public record SqliteOptions(
        Path directory,
        int queuedMost,
        Duration ackMost,
        int inputBytesMost,
        int resultBytesMost,
        long minFreeBytes,
        long ballastBytes) {
    public SqliteOptions {
        if (queuedMost < 1 || inputBytesMost < 1 || resultBytesMost < 1) {
            throw new IllegalArgumentException(
                    "limits are 1 or more, not " + queuedMost + ", " + inputBytesMost + ", " + resultBytesMost);
        }
    }

    /** Without a bound for what is free, and without ballast. */
    public SqliteOptions(Path directory, int queuedMost, Duration ackMost, int inputBytesMost, int resultBytesMost) {
        this(directory, queuedMost, ackMost, inputBytesMost, resultBytesMost, 0, 0);
    }

    /** 20,000 queued writes, 2 s to wait, payloads of 256 KiB. */
    public SqliteOptions(Path directory) {
        this(directory, 20_000, Duration.ofSeconds(2), 256 * 1024, 256 * 1024);
    }
}
