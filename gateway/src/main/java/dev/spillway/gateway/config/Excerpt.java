package dev.spillway.gateway.config;

/**
 * The part of a source line that a problem is about, as it is shown.
 *
 * @param text the line, or a window of a long one; secrets masked
 * @param indent code points of the text before what is meant
 * @param length how many code points are meant
 */
public record Excerpt(String text, int indent, int length) {
    /** No text to show. */
    public static final Excerpt NONE = new Excerpt("", 0, 0);

    /** The text and, below it, carets; each line begins with {@code margin} or as many blanks. */
    String render(String margin) {
        StringBuilder out = new StringBuilder(margin).append(text).append('\n');
        out.append(" ".repeat(margin.length() - 2)).append("| ");
        text.codePoints().limit(indent).forEach(c -> out.append(c == '\t' ? '\t' : ' '));
        return out.append("^".repeat(Math.max(1, length))).append('\n').toString();
    }
}
