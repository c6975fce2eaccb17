package dev.spillway.gateway.config;

import java.nio.file.Path;

/**
 * Where in a file something stands.
 *
 * @param file as it was named
 * @param line from 1; 0: the file as a whole
 * @param column from 1, in code points
 */
public record Position(Path file, int line, int column, Excerpt excerpt) {
    /** The file as a whole. */
    public static Position whole(Path file) {
        return new Position(file, 0, 0, Excerpt.NONE);
    }

    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line + ":" + column;
    }
}
