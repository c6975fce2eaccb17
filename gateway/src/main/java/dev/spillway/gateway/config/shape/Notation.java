package dev.spillway.gateway.config.shape;

import java.util.List;

/** How the values of one type are written in the file. */
public interface Notation<T> {
    /** The type in a word or two, for the reference: {@code duration}. */
    String type();

    /** What is wanted, with its article and an example: {@code a duration, such as 150ms}. */
    String wanted();

    /** Which of YAML's kinds of scalar are read; the first is how {@link #write} writes. */
    List<Lexeme> lexemes();

    /** Reads one of the {@link #lexemes()} from its text, quotes and escapes resolved. */
    T read(String text) throws Misread;

    /** The text that reads as this value. */
    String write(T value);

    /** For texts: a regular expression that they all match, without anchors; empty: any. */
    default String regex() {
        return "";
    }

    /** The only texts there are; empty: they can't be listed. */
    default List<String> words() {
        return List.of();
    }

    /** What YAML takes a scalar for. */
    enum Lexeme {
        TEXT,
        WHOLE,
        FRACTION,
        TRUTH
    }
}
