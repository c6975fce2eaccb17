package dev.spillway.gateway.config.bind;

/**
 * A place in a text of several lines, such as an expression.
 *
 * @param line from 1
 * @param column from 1, in code points
 */
public record Point(int line, int column) {
    /** The place of a character of a text on one line, counted as {@link String#charAt} does. */
    public static Point in(String text, int offset) {
        return new Point(1, text.codePointCount(0, Math.clamp(offset, 0, text.length())) + 1);
    }

    /** Where it lies in a text, as {@link String#charAt} counts; a place outside of it is moved to its edge. */
    int offset(String text) {
        int start = 0;
        for (int skipped = 1; skipped < line && text.indexOf('\n', start) >= 0; skipped++) {
            start = text.indexOf('\n', start) + 1;
        }
        int points = text.codePointCount(start, text.length());
        return text.offsetByCodePoints(start, Math.clamp(column - 1, 0, points));
    }
}
