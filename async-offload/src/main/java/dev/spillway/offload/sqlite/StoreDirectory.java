package dev.spillway.offload.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;

/**
 * The store's directory, held by one process at a time.
 *
 * <p>Only the lock file is ever opened here. Opening and closing a database file beside SQLite would drop SQLite's own locks
 * on it: POSIX forgets all locks of a process on a file when the process closes any descriptor of it.
 */
final class StoreDirectory implements AutoCloseable {
    /** On these, locks or the shared memory beside the log do not work as SQLite needs them. */
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "9p",
            "v9fs",
            "virtiofs",
            "ceph",
            "glusterfs",
            "lustre",
            "gfs2",
            "ocfs2",
            "beegfs",
            "davfs",
            "webdav",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.ceph",
            "fuse.s3fs",
            "fuse.davfs2");

    private final Path path;
    private final FileChannel lock;

    private StoreDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Takes the directory, or says who has it. */
    static StoreDirectory take(Path path) throws IOException {
        Files.createDirectories(path);
        refuseNetwork(path, Files.getFileStore(path).type());
        FileChannel lock = FileChannel.open(
                path.resolve("tasks.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!tryLock(lock)) {
                throw new IOException("the task store in " + path + " is open in another process (" + owner(lock)
                        + "); each gateway needs a directory of its own");
            }
            lock.truncate(0);
            lock.write(ByteBuffer.wrap(("pid " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new StoreDirectory(path, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    static void refuseNetwork(Path path, String type) throws IOException {
        if (NETWORK.contains(type.toLowerCase(Locale.ROOT))) {
            throw new IOException("the task store needs a local disk; " + path + " lies on " + type
                    + ", where file locks and shared memory can't be relied on");
        }
    }

    Path database() {
        return path.resolve("tasks.db");
    }

    /** What is let go of when the disk is full. */
    Path ballast() {
        return path.resolve("ballast");
    }

    Path path() {
        return path;
    }

    Path log() {
        return path.resolve("tasks.db-wal");
    }

    /** Makes the directory's entries durable: the files' own syncs do not. */
    void sync() throws IOException {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    private static String owner(FileChannel lock) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(64);
        lock.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }
}
