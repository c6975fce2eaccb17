package dev.spillway.gateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Mutations;
import dev.spillway.gateway.config.Mutations.Mutation;
import dev.spillway.gateway.config.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a configuration: it is used as it stands, or refused with a problem at the right place. */
class MutationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 100);

    @TempDir
    Path directory;

    /** What the configuration names lies beside it. */
    @BeforeEach
    void copyTheFilesThatItNames() throws IOException {
        for (String name : List.of(
                "tls/server.pem",
                "tls/server-key.pem",
                "tls/orders-token.txt",
                "schemas/ticket.json",
                "schemas/intent.json",
                "calibration.yaml",
                "rules.yaml",
                "rules-next.yaml",
                "tls/partner-secret.txt")) {
            Path copy = directory.resolve(name);
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(Samples.DIRECTORY.resolve(name), copy);
        }
    }

    private Loaded load(String text) throws IOException {
        return Samples.load(directory, text);
    }

    @Test
    void theOneThatIsBrokenIsWholeAtFirst() throws IOException {
        assertThat(load(Files.readString(Samples.FULL)).config()).isPresent();
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
