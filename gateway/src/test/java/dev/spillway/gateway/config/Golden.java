package dev.spillway.gateway.config;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Compares a text with a file that people have reviewed; {@code -Dgolden=write} writes the file anew. */
public final class Golden {
    private static final boolean WRITE = "write".equals(System.getProperty("golden"));
    private static final String COMMAND = "mvn -pl gateway -am test -Dgolden=write"
            + " -Dtest='dev.spillway.gateway.config.**' -Dsurefire.failIfNoSpecifiedTests=false";

    private Golden() {}

    /** Fails where the file says something else: shows the first difference, and the command that writes the file. */
    public static void check(Path file, String actual) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, actual);
        }
        String expected = Files.exists(file) ? Files.readString(file) : "";
        if (expected.equals(actual)) {
            return;
        }
        List<String> old = expected.lines().toList();
        List<String> fresh = actual.lines().toList();
        int line = 0;
        while (line < Math.min(old.size(), fresh.size()) && old.get(line).equals(fresh.get(line))) {
            line++;
        }
        fail(
                "%s is stale from line %d on.%n  it says:   %s%n  should be: %s%nWrite it, and review what changed:%n "
                        + " %s",
                file, line + 1, at(old, line), at(fresh, line), COMMAND);
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "(the end)";
    }
}
