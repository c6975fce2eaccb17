package dev.spillway.load.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnCorpusTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"text,label", "text,category", "Text , Label", "body,intent"})
    void headerNamesTheTextAndTheLabelInAnyOfTheUsualWays(String header) throws Exception {
        Corpus corpus = read(header + "\n" + rows(40));

        assertThat(corpus.training().size() + corpus.heldOut().size()).isEqualTo(40);
        assertThat(corpus.labels()).containsExactly("even", "odd");
        assertThat(corpus.bad()).isEmpty();
    }

    @Test
    void badRowsAreLeftOutAndReportedByLine() throws Exception {
        Corpus corpus = read("text,label\n" + rows(40) + "no label,\n,no text\nan unquoted, comma,odd\n\"a\"b,odd\n");

        assertThat(corpus.bad())
                .extracting(BadRow::toString)
                .containsExactly(
                        "line 42: the label is empty",
                        "line 43: the text is empty",
                        "line 44: 3 fields, but the header names 2; a text with commas needs quotes around it",
                        "line 45: text follows a closing quote");
        assertThat(corpus.training().size() + corpus.heldOut().size()).isEqualTo(40);
    }

    @Test
    void rowInAnotherEncodingIsReported() throws Exception {
        String content = "text,label\n" + rows(40) + "gr\u00fc\u00dfe,odd\n";
        Path file = directory.resolve("latin.csv");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(Corpus.read(file).bad())
                .extracting(BadRow::toString)
                .containsExactly("line 42: a field holds bytes that are not UTF-8");
    }

    @Test
    void fileThatIsMostlyBadIsRefused() {
        assertThatThrownBy(() -> read("text,label\n" + rows(10) + "a\nb\nc\n"))
                .isInstanceOf(BadCorpus.class)
                .hasMessageContaining("3 of 13 rows cannot be used, the first at line 12: 1 fields");
    }

    @Test
    void headerWithoutTheColumnsIsRefusedWithTheOnesThatItNeeds() {
        assertThatThrownBy(() -> read("question,answer\na,b\n"))
                .isInstanceOf(BadCorpus.class)
                .hasMessageContaining("line 1: no column \"text\" or \"body\"")
                .hasMessageContaining("text,label");
    }

    @Test
    void oneLabelIsNothingToLearn() {
        String rows = rows(40).replace("odd", "even");

        assertThatThrownBy(() -> read("text,label\n" + rows))
                .isInstanceOf(BadCorpus.class)
                .hasMessageContaining("1 labels to learn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n"})
    void emptyFileIsRefused(String content) {
        assertThatThrownBy(() -> read(content)).isInstanceOf(BadCorpus.class).hasMessageContaining("the file is empty");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> Corpus.read(directory.resolve("none.csv")))
                .isInstanceOf(BadCorpus.class)
                .hasMessageContaining("none.csv: cannot be read");
    }

    @Test
    void orderOfTheRowsDoesNotDecideWhoIsHeldOut() throws Exception {
        List<String> rows = new ArrayList<>(rows(200).lines().toList());
        Corpus before = read("text,label\n" + String.join("\n", rows));
        Collections.shuffle(rows, new Random(7));
        Corpus after = read("text,label\n" + String.join("\n", rows));

        assertThat(texts(after.heldOut())).containsExactlyInAnyOrderElementsOf(texts(before.heldOut()));
        assertThat(before.heldOut()).hasSizeBetween(20, 60);
    }

    @Test
    void equalTextsNeverStandOnBothSides() throws Exception {
        StringBuilder rows = new StringBuilder("text,label\n");
        for (int i = 0; i < 100; i++) {
            rows.append("Text number ").append(i).append(",even\n");
            rows.append("text  NUMBER ").append(i).append("!,odd\n");
        }
        Corpus corpus = read(rows.toString());

        assertThat(normal(corpus.heldOut())).isNotEmpty().doesNotContainAnyElementsOf(normal(corpus.training()));
    }

    private static List<String> normal(List<Ticket> tickets) {
        return tickets.stream()
                .map(ticket -> ticket.text()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\W+", " ")
                        .strip())
                .toList();
    }

    private static List<String> texts(List<Ticket> tickets) {
        return tickets.stream().map(Ticket::text).toList();
    }

    private static String rows(int count) {
        var rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append("this is text ").append(i).append(i % 2 == 0 ? ",even\n" : ",odd\n");
        }
        return rows.toString();
    }

    private Corpus read(String content) throws IOException, BadCorpus {
        return Corpus.read(Files.writeString(directory.resolve("own.csv"), content));
    }
}
