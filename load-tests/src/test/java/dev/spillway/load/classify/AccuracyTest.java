package dev.spillway.load.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.load.corpus.Corpus;
import dev.spillway.load.corpus.Ticket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

final class AccuracyTest {
    private static final Corpus CORPUS = Corpus.bundled();
    private static final Map<Size, TextClassifier> CLASSIFIERS = new EnumMap<>(Size.class);

    @BeforeAll
    static void train() {
        for (Size size : Size.values()) {
            CLASSIFIERS.put(size, TextClassifier.train(size, CORPUS.training()));
        }
    }

    @Test
    void eachSizeIsAtLeastFivePointsBetterThanTheOneBelowOnWhatItNeverSaw() {
        assertThat(accuracy(Size.MEDIUM) - accuracy(Size.SMALL)).isGreaterThanOrEqualTo(0.05);
        assertThat(accuracy(Size.LARGE) - accuracy(Size.MEDIUM)).isGreaterThanOrEqualTo(0.05);
    }

    @Test
    void evenTheSmallOneIsFarFromGuessing() {
        assertThat(accuracy(Size.SMALL)).isGreaterThan(4.0 / CORPUS.labels().size());
    }

    @ParameterizedTest
    @EnumSource
    void probabilitiesSumToOneAndWhoIsSureIsMoreOftenRight(Size size) {
        TextClassifier classifier = classifier(size);
        List<Ticket> sure = CORPUS.heldOut().stream()
                .filter(ticket -> best(classifier, ticket) >= 0.6)
                .toList();
        List<Ticket> unsure = CORPUS.heldOut().stream()
                .filter(ticket -> best(classifier, ticket) < 0.6)
                .toList();

        for (Ticket ticket : CORPUS.heldOut()) {
            float sum = 0;
            for (float probability : classifier.probabilities(ticket.text())) {
                assertThat(probability).isBetween(0f, 1f);
                sum += probability;
            }
            assertThat(sum).isCloseTo(1, within(1e-5f));
        }
        assertThat(sure).hasSizeGreaterThan(20);
        assertThat(classifier.accuracy(sure)).isGreaterThan(classifier.accuracy(unsure) + 0.15);
    }

    @Test
    void sameTicketsGiveTheSameClassifier() {
        TextClassifier again = TextClassifier.train(Size.MEDIUM, CORPUS.training());

        assertThat(CORPUS.heldOut())
                .allSatisfy(ticket -> assertThat(again.probabilities(ticket.text()))
                        .containsExactly(classifier(Size.MEDIUM).probabilities(ticket.text())));
    }

    @Test
    void whatIsServedIsWhatTribuoPredicts() {
        List<List<String>> texts = CORPUS.training().stream()
                .map(ticket -> Words.of(ticket.text()))
                .toList();
        List<String> outputs = CORPUS.training().stream().map(Ticket::label).toList();
        Dictionary dictionary = Dictionary.learn(View.dictionary(2, Features.WORDS), texts);
        var trainer = new Trainer(CORPUS.labels(), dictionary.size());
        LinearSGDModel theirs =
                trainer.theirs(texts.stream().map(dictionary::example).toList(), outputs, new Recipe(3, 0.3));
        Linear ours = trainer.ours(theirs);

        for (Ticket ticket : CORPUS.heldOut()) {
            Example example = dictionary.example(Words.of(ticket.text()));
            Map<String, Label> scores =
                    theirs.predict(trainer.named(example, outputs.getFirst())).getOutputScores();
            float[] probabilities = ours.probabilities(example);
            for (int label = 0; label < probabilities.length; label++) {
                Label score = Objects.requireNonNull(scores.get(CORPUS.labels().get(label)));
                assertThat((double) probabilities[label]).isCloseTo(score.getScore(), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void textWithoutAnyKnownWordStillGetsProbabilities(Size size) {
        assertThat(classifier(size).probabilities("Ωμέγα ¿? \uD83D\uDE00"))
                .hasSize(CORPUS.labels().size());
        assertThat(classifier(size).probabilities("")).hasSize(CORPUS.labels().size());
    }

    private static double best(TextClassifier classifier, Ticket ticket) {
        float[] probabilities = classifier.probabilities(ticket.text());
        return probabilities[TextClassifier.best(probabilities)];
    }

    private static double accuracy(Size size) {
        return classifier(size).accuracy(CORPUS.heldOut());
    }

    private static TextClassifier classifier(Size size) {
        return Objects.requireNonNull(CLASSIFIERS.get(size));
    }
}
