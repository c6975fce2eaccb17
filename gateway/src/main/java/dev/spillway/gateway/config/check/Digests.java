package dev.spillway.gateway.config.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Tells contents of files apart, so that a watcher sees what has changed and not merely been touched. */
public final class Digests {
    private static final int BYTES_MOST = 4 << 20;

    private Digests() {}

    /** The digest of a content. */
    public static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * The digest of what a file holds now; empty: it may not be read, or is too large to be read; null: it is there, and whether it
     * has changed can't be told just now, as while the process has no file descriptor left. Blocks.
     */
    public static @Nullable String of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MOST + 1);
            return bytes.length > BYTES_MOST ? "" : of(bytes);
        } catch (AccessDeniedException _) { // the loader says so
            return "";
        } catch (IOException _) { // not there, or no file: the loader says which
            return Files.isRegularFile(file) ? null : "";
        }
    }
}
