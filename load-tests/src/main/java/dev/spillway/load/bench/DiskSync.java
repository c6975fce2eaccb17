package dev.spillway.load.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long the disk takes to make 4 KiB durable, one after the other: what no acknowledgement alone can be faster than. */
final class DiskSync {
    private static final int SYNCS = 1_000;
    private static final int BYTES = 4096;

    private DiskSync() {}

    /** In nanoseconds. */
    static Histogram measure(Path directory) throws IOException {
        Histogram took = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
        Path file = directory.resolve("sync.bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocate(BYTES);
            for (int i = 0; i < SYNCS; i++) {
                long began = System.nanoTime();
                channel.write(page.clear());
                channel.force(false);
                took.recordValue(System.nanoTime() - began);
            }
        }
        Files.delete(file);
        return took;
    }
}
