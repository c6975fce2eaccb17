package dev.spillway.gateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Mutations;
import dev.spillway.gateway.config.Mutations.Mutation;
import dev.spillway.gateway.config.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is done to a configuration: it is used as it stands, or refused with a problem at the right place. */
class MutationTest {
    private static final int SEEDS = 2_000;

    /** Beside the valid one, so that the files which it names are found. */
    private static final Path FILE = Samples.DIRECTORY.resolve("mutated.yaml");

    @AfterEach
    void removeTheFile() throws IOException {
        Files.deleteIfExists(FILE);
    }

    private static Loaded load(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8); // a lone surrogate becomes a question mark
        return ConfigLoader.load(Files.write(FILE, bytes), Samples.OPTIONS);
    }

    @Test
    void everyBreakOfEveryKeyIsAProblemOnItsLine() throws IOException {
        List<String> missed = new ArrayList<>();
        List<Mutation> mutations = Mutations.all();
        for (Mutation mutation : mutations) {
            List<ConfigProblem> problems = load(mutation.text()).problems();
            if (problems.stream().noneMatch(problem -> problem.position().line() == mutation.line())) {
                missed.add(mutation + ", line " + mutation.line() + ": " + problems);
            }
        }
        assertThat(missed).isEmpty();
        assertThat(mutations).hasSizeGreaterThan(500);
    }

    @Test
    void noDamageToTheTextIsMoreThanAProblem() throws IOException {
        String text = Files.readString(Samples.FULL);
        String alphabet = "{}[]:,-#&*!|>'\"%@` \n\t\u0000\ud83d\uFEFF0a.~<?\\";
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder damaged = new StringBuilder(text);
            for (int hits = random.nextInt(1, 4); hits > 0; hits--) {
                int at = random.nextInt(damaged.length());
                char drawn = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(4)) {
                    case 0 -> damaged.setCharAt(at, drawn);
                    case 1 -> damaged.insert(at, drawn);
                    case 2 -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(1, 40)));
                    default -> damaged.insert(at, text, 0, random.nextInt(text.length()));
                }
            }
            Loaded loaded = load(damaged.toString());
            assertThat(loaded.config().isPresent())
                    .as("seed %d", seed)
                    .isEqualTo(loaded.problems().isEmpty());
            assertThat(Samples.rendered(loaded)).as("seed %d", seed).doesNotContain("Exception");
        }
    }
}
