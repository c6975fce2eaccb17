package dev.spillway.load.classify;

import dev.spillway.load.corpus.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains classifiers, or reads them where they have been trained on the same corpus before. What the cache holds is only
 * ever a shortcut: a file that is missing, damaged or cannot be written costs time, nothing else.
 */
public final class ModelCache {
    /** Counts up whenever the same corpus would give another model. */
    private static final int RECIPE_VERSION = 1;

    private final Optional<Path> directory;
    private final Consumer<String> progress;

    /** @param progress is told what takes a while, and what went wrong with the cache */
    public ModelCache(Optional<Path> directory, Consumer<String> progress) {
        this.directory = directory;
        this.progress = progress;
    }

    public TextClassifier classifier(Size size, Corpus corpus) {
        Optional<Path> file =
                directory.map(in -> in.resolve(size.label() + "-" + corpus.hash() + "-v" + RECIPE_VERSION + ".model"));
        if (file.isPresent() && Files.exists(file.get())) {
            try {
                return ModelFile.read(size, file.get());
            } catch (IOException cause) {
                progress.accept("cached model " + file.get() + " is not usable (" + cause.getMessage() + ")");
            }
        }
        progress.accept("training the " + size.label() + " model (" + size.describes() + ") on "
                + corpus.training().size() + " tickets of " + corpus.name());
        TextClassifier trained = TextClassifier.train(size, corpus.training());
        file.ifPresent(target -> keep(trained, target));
        return trained;
    }

    private void keep(TextClassifier trained, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            ModelFile.write(trained, file);
        } catch (IOException cause) {
            progress.accept("the model is not cached: " + cause);
        }
    }
}
