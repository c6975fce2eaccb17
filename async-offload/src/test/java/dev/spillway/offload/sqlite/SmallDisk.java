package dev.spillway.offload.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file system of 48 MiB in memory, of which everything can be taken away and given back; where mounting is permitted. */
final class SmallDisk implements AutoCloseable {
    private final Path mount;

    private SmallDisk(Path mount) {
        this.mount = mount;
    }

    /** Mounts one; null if that is not permitted here. */
    static @Nullable SmallDisk mount(Path mount) throws IOException {
        return System.getProperty("os.name").equals("Linux")
                        && run("mount", "-t", "tmpfs", "-o", "size=48m", "spillway-test", mount.toString())
                ? new SmallDisk(mount)
                : null;
    }

    /** Takes up all that is free. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(mount.resolve("filler"))) {
            for (int size = 64 * 1024; size >= 1; size /= 2) {
                fillBy(new byte[size], out);
            }
        }
    }

    private static void fillBy(byte[] chunk, OutputStream out) {
        try {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            // as it is meant to be
        }
    }

    void free() throws IOException {
        Files.delete(mount.resolve("filler"));
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", mount.toString())) {
            throw new IOException("can't unmount " + mount);
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
