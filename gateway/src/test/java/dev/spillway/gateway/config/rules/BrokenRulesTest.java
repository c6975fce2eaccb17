package dev.spillway.gateway.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What someone who writes rules, and no programs, reads about rules that can't be used, word for word. */
class BrokenRulesTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/rules/broken");

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
                    RuleSetFile read = RuleSetFile.load(file);
                    assertThat(read.set()).isNull();
                    assertThat(read.problems()).isNotEmpty();
                    Golden.check(Path.of(file.toString().replace(".yaml", ".txt")), portable(read.problems()));
                }));
    }

    /** Without the directories of this machine. */
    private static String portable(List<ConfigProblem> problems) {
        String text = problems.stream().map(ConfigProblem::render).collect(Collectors.joining("\n"));
        return text.replace(DIRECTORY.toAbsolutePath() + "/", "").replace(DIRECTORY + "/", "");
    }

    @Test
    void thereAreEnoughOfThem() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(25);
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
