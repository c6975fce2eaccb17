package dev.spillway.load.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.load.corpus.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCacheTest {
    private static final Corpus CORPUS = Corpus.bundled();

    @TempDir
    private Path directory;

    private final List<String> progress = new ArrayList<>();
    private TextClassifier trained;

    @BeforeEach
    void trainOnce() {
        trained = cache().classifier(Size.MEDIUM, CORPUS);
        assertThat(progress).singleElement().asString().startsWith("training the medium model");
        progress.clear();
    }

    @Test
    void secondTimeIsReadAndAnswersTheSame() {
        TextClassifier read = cache().classifier(Size.MEDIUM, CORPUS);

        assertThat(progress).isEmpty();
        assertSameAnswers(read);
    }

    @Test
    void damagedFileIsSaidAndTrainedAnew() throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        bytes[bytes.length / 2] ^= 0x40;
        Files.write(file(), bytes);

        assertSameAnswers(cache().classifier(Size.MEDIUM, CORPUS));
        assertThat(progress).hasSize(2).first().asString().contains("the checksum is wrong");
    }

    @Test
    void cutOffFileIsSaidAndTrainedAnew() throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length / 3));

        assertSameAnswers(cache().classifier(Size.MEDIUM, CORPUS));
        assertThat(progress).hasSize(2).first().asString().contains("is not usable");
    }

    @Test
    void otherCorpusIsAnotherModel() {
        var other = new Corpus("other", "another-hash", CORPUS.training().subList(0, 100), CORPUS.heldOut(), List.of());

        cache().classifier(Size.MEDIUM, other);

        assertThat(progress).singleElement().asString().contains("100 tickets of other");
    }

    @Test
    void cacheThatCannotBeWrittenCostsOnlyTime() throws IOException {
        Path inTheWay = Files.writeString(directory.resolve("file"), "no directory");
        var cache = new ModelCache(Optional.of(inTheWay.resolve("below")), progress::add);

        assertSameAnswers(cache.classifier(Size.MEDIUM, CORPUS));
        assertThat(progress).last().asString().startsWith("the model is not cached");
    }

    private void assertSameAnswers(TextClassifier other) {
        assertThat(CORPUS.heldOut())
                .allSatisfy(ticket -> assertThat(other.probabilities(ticket.text()))
                        .containsExactly(trained.probabilities(ticket.text())));
    }

    private ModelCache cache() {
        return new ModelCache(Optional.of(directory), progress::add);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".model"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
