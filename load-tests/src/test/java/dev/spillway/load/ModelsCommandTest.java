package dev.spillway.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class ModelsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void helpNamesEveryOption() {
        assertThat(run("models", "--help")).isZero();
        assertThat(out.toString())
                .contains("--corpus", "--port-base", "--latency", "--loops", "--seed", "--cache", "--no-cache")
                .contains("simulated");
    }

    @Test
    void helpOfTheRootNamesTheCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("models");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--latency=tiny=4ms; no server \"tiny\"; ",
                "--latency=small=fast; \"fast\" is no latency",
                "--port-base=80; a port base is 0 or 1024 to",
                "--port-base=x; 'x' is not an int",
                "--loops=0; at least 1 event loop"
            })
    void wrongOptionIsExplained(String option, String message) {
        assertThat(run("models", option)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void corpusThatCannotBeUsedIsExplained() throws IOException {
        Path file = Files.writeString(directory.resolve("own.csv"), "question;answer\na;b\n");

        assertThat(run("models", "--corpus", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("own.csv, line 1: no column \"text\"");
    }

    @Test
    void busyPortIsNamedWithItsRemedy() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = Math.min(busy.getLocalPort(), 65_530);
            int exit = run("models", "--port-base", String.valueOf(port), "--cache", directory.toString());

            assertThat(exit).isEqualTo(2);
            assertThat(err.toString()).contains("port " + port, "is in use", "--port-base");
        }
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
