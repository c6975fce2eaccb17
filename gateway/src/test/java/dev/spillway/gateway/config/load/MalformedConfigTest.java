package dev.spillway.gateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.Golden;
import dev.spillway.gateway.config.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a user reads about a configuration that can't be used, word for word. */
class MalformedConfigTest {
    private static final Path DIRECTORY = Samples.DIRECTORY.resolve("malformed");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyProblemIsNamedWithItsLineAndItsRemedy() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    Loaded loaded = ConfigLoader.load(file, Samples.OPTIONS);
                    assertThat(loaded.config()).isEmpty();
                    Golden.check(Path.of(file.toString().replace(".yaml", ".txt")), portable(Samples.rendered(loaded)));
                }));
    }

    /** Without the directories of this machine. */
    private static String portable(String text) {
        String parent = Samples.DIRECTORY.toAbsolutePath().toString();
        return text.replace(parent, "/etc/spillway").replace(DIRECTORY + "/", "");
    }

    @Test
    void thereAreEnoughOfThem() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(75);
    }

    @Test
    void noExpectationIsLeftWithoutItsFile() throws IOException {
        try (Stream<Path> texts = Files.list(DIRECTORY)) {
            assertThat(texts.filter(file -> file.toString().endsWith(".txt")))
                    .allSatisfy(file -> assertThat(Path.of(file.toString().replace(".txt", ".yaml")))
                            .exists());
        }
    }
}
