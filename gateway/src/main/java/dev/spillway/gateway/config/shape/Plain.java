package dev.spillway.gateway.config.shape;

import java.util.List;
import java.util.function.Function;

/**
 * A notation put together from its parts.
 *
 * @param regex see {@link Notation#regex()}
 */
record Plain<T>(
        String type, String wanted, List<Lexeme> lexemes, String regex, Reader<T> reader, Function<T, String> writer)
        implements Notation<T> {

    /** Reads a text. */
    @FunctionalInterface
    interface Reader<T> {
        T read(String text) throws Misread;
    }

    @Override
    public T read(String text) throws Misread {
        return reader.read(text);
    }

    @Override
    public String write(T value) {
        return writer.apply(value);
    }
}
