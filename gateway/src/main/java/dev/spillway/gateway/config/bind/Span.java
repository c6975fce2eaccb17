package dev.spillway.gateway.config.bind;

/**
 * A stretch of a source text.
 *
 * @param start code points from the start of the text
 * @param end code points from the start of the text, exclusive
 */
record Span(int start, int end) {
    /** The start of the text. */
    static final Span START = new Span(0, 0);

    /** A stretch without length. */
    static Span at(int index) {
        return new Span(index, index);
    }
}
