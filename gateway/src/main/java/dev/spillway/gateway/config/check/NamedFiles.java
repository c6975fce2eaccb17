package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.shape.Walk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files that a configuration names, read once. */
final class NamedFiles {
    /** More is neither a schema nor a certificate nor a secret. */
    private static final int BYTES_MOST = 4 << 20;

    private final Map<String, byte[]> contents = new HashMap<>();
    private final Map<Path, String> digests = new TreeMap<>();

    private NamedFiles() {}

    /** Reads every file; those that can't be read are problems. */
    static NamedFiles read(GatewayConfig config, Findings findings) {
        NamedFiles files = new NamedFiles();
        Walk.through(config, (leaf, value) -> {
            if (value instanceof Path file) {
                files.read(leaf.path(), file, findings);
            }
        });
        return files;
    }

    private void read(String path, Path file, Findings findings) {
        digests.put(file, "");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MOST + 1);
            if (bytes.length > BYTES_MOST) {
                findings.problem(path, "the file is larger than 4 MiB", "is it the right file?");
                return;
            }
            contents.put(path, bytes);
            digests.put(file, Digests.of(bytes));
        } catch (IOException cause) {
            findings.problem(path, reason(file, cause), "a path is relative to the directory of this file");
        }
    }

    private static String reason(Path file, IOException cause) {
        if (Files.isDirectory(file)) {
            return file + " is a directory";
        }
        return switch (cause) {
            case NoSuchFileException _ -> "there is no file " + file;
            case AccessDeniedException _ -> "the file " + file + " may not be read";
            default -> "the file " + file + " can't be read: " + cause.getMessage();
        };
    }

    /** The content of the file named at a path of the document; empty: it can't be read, which is said already. */
    Optional<byte[]> content(String path) {
        return Optional.ofNullable(contents.get(path));
    }

    Map<Path, String> digests() {
        return digests;
    }
}
