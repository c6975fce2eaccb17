package dev.spillway.load.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordsTest {
    @Test
    void wordsAreLowerCaseRunsOfLetters() {
        assertThat(Words.of("Where IS it?? (Köln–Lyon)")).containsExactly("where", "is", "it", "köln", "lyon");
    }

    @Test
    void apostrophesDoNotSplit() {
        assertThat(Words.of("I don't, you’re")).containsExactly("i", "dont", "youre");
    }

    @Test
    void whatHoldsADigitIsAnyNumber() {
        assertThat(Words.of("SW-12345 for 40kg by 9")).containsExactly("sw", "#", "for", "#", "by", "#");
    }
}
