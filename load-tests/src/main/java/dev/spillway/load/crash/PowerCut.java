package dev.spillway.load.crash;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A simulated loss of power: a process that ran with {@link #environment} and was killed leaves notes, with which
 * {@link #strike} puts a directory back to what had been synced, or to that and any part of what had not.
 *
 * <p>A disk may write what was not synced in any order and in part, so a cut keeps none of it, or any of its sectors, or
 * nearly all.
 */
final class PowerCut {
    private static final String SOURCE = "/crash/powercut.c";

    private final Path directory;
    private final Path notes;
    private final Path library;

    /**
     * Compiles what stands between the process and the disk.
     *
     * @param directory what loses its power
     * @param work where the notes and the library go, on the same file system
     * @throws IOException where there is no C compiler; the message says what to do
     */
    PowerCut(Path directory, Path work) throws IOException, InterruptedException {
        this.directory = directory.toAbsolutePath().normalize();
        this.notes = Files.createDirectories(work.resolve("notes")).toAbsolutePath();
        this.library = work.resolve("powercut.so").toAbsolutePath();
        Path source = work.resolve("powercut.c");
        try (InputStream text = Objects.requireNonNull(PowerCut.class.getResourceAsStream(SOURCE))) {
            Files.write(source, text.readAllBytes());
        }
        compile(source);
    }

    private void compile(Path source) throws IOException, InterruptedException {
        Path output = source.resolveSibling("cc.log");
        Process cc;
        try {
            cc = new ProcessBuilder(
                            "cc",
                            "-O2",
                            "-shared",
                            "-fPIC",
                            "-o",
                            library.toString(),
                            source.toString(),
                            "-ldl",
                            "-lpthread")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException missing) {
            throw new IOException(
                    "power cuts need a C compiler, and there is no cc; on Debian: apt-get install gcc libc6-dev;"
                            + " or run with --cuts 0",
                    missing);
        }
        if (!cc.waitFor(1, TimeUnit.MINUTES) || cc.exitValue() != 0) {
            cc.destroyForcibly();
            throw new IOException("cc failed:\n" + Files.readString(output));
        }
    }

    /**
     * What the process must run with; forgets the notes of the one before.
     *
     * @param lies of a hundred syncs, how many are claimed and not done
     */
    Map<String, String> environment(int lies) throws IOException {
        try (Stream<Path> old = Files.list(notes)) {
            for (Path one : old.toList()) {
                Files.delete(one);
            }
        }
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "POWERCUT_DIRECTORY", directory.toString(),
                "POWERCUT_NOTES", notes.toString(),
                "POWERCUT_LIES", String.valueOf(lies));
    }

    /**
     * Takes away what was not synced, once the process is gone.
     *
     * @return how many changes there were to take away
     */
    int strike(Random random) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        double kept = random.nextInt(3) * 0.48; // none, half, nearly all
        int changes = entries(kept, random);
        for (Map.Entry<Long, Path> file : files().entrySet()) {
            Path undo = notes.resolve(file.getKey() + ".undo");
            if (Files.exists(undo)) {
                UndoLog log = UndoLog.read(undo);
                log.undo(file.getValue(), kept, random);
                changes += log.changes();
            }
        }
        try (Stream<Path> shared = Files.list(directory)) {
            for (Path one :
                    shared.filter(path -> path.toString().endsWith("-shm")).toList()) {
                Files.delete(one); // memory
            }
        }
        return changes;
    }

    /** Names that were made go, names that were taken away come back. */
    private int entries(double kept, Random random) throws IOException {
        List<String> lines;
        try {
            String text = Files.readString(notes.resolve(inode(directory) + ".entries"), StandardCharsets.UTF_8);
            lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException unchanged) {
            return 0;
        }
        for (String line : lines.reversed()) {
            if (random.nextDouble() < kept) {
                continue;
            }
            if (line.startsWith("+")) {
                Files.deleteIfExists(directory.resolve(line.substring(1)));
            } else {
                String[] names = line.substring(1).split("\t", -1);
                Path back = directory.resolve(names[0]);
                if (!Files.exists(back)) {
                    Files.createLink(back, notes.resolve(names[1]));
                }
            }
        }
        return lines.size();
    }

    private Map<Long, Path> files() throws IOException {
        Map<Long, Path> files = new HashMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(inode(file), file);
            }
        }
        return Collections.unmodifiableMap(files);
    }

    private static long inode(Path path) throws IOException {
        return (Long) Files.getAttribute(path, "unix:ino");
    }
}
