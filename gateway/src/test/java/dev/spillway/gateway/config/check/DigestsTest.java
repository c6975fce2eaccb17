package dev.spillway.gateway.config.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a file that can't be read. */
class DigestsTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsNoFileHasAnEmptyDigest() {
        assertThat(Digests.of(directory)).isEmpty();
        assertThat(Digests.of(directory.resolve("nope"))).isEmpty();
    }

    @Test
    @Timeout(120)
    void withoutADescriptorNothingIsKnownOfAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("spillway.yaml"), "routes: {}");
        Path said = directory.resolve("said.txt");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 100 && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exhausted.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int status = process.waitFor();
        assertThat(Files.readString(said)).isEqualToIgnoringNewLines("same, null, same");
        assertThat(status).isZero();
    }

    /** Reads a file's digest before, while and after its process has no descriptor left. */
    static final class Exhausted {
        private static final int LIMIT = 10_000;

        private Exhausted() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            String first = String.valueOf(Digests.of(file));
            String before = said(first, file);
            Deque<InputStream> all = new ArrayDeque<>();
            String during;
            try {
                while (all.size() < LIMIT) {
                    all.add(Files.newInputStream(file));
                }
                during = "not exhausted";
            } catch (IOException exhausted) {
                during = said(first, file);
            }
            while (!all.isEmpty()) {
                all.pop().close();
            }
            System.out.println(before + ", " + during + ", " + said(first, file));
        }

        private static String said(String first, Path file) {
            String now = Digests.of(file);
            return first.equals(now) ? "same" : String.valueOf(now);
        }
    }
}
