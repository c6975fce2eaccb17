package dev.spillway.gateway.config.bind;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Finds a character of a scalar's value in the source.
 *
 * <p>YAML folds and indents, so that blanks and line ends come and go, but what is not blank keeps its order: the n-th
 * character of the value that is no blank is the n-th of the source, where an escape counts as the character that it
 * stands for.
 */
final class TextOffsets {
    private TextOffsets() {}

    /** The code point in the source that stands for a place in the value. */
    static int index(SourceText source, ScalarNode node, Point point) {
        String value = node.getValue();
        int end = point.offset(value);
        long before =
                value.substring(0, end).codePoints().filter(c -> !isBlank(c)).count();
        Span span = Nodes.span(node);
        Walk walk = new Walk(source, first(source, node, span), span.end(), node.getScalarStyle());
        for (long skipped = 0; skipped < before; skipped++) {
            walk.skipCharacter();
        }
        if (end < value.length() && isBlank(value.codePointAt(end))) {
            return walk.at;
        }
        walk.skipBlanks();
        return Math.min(walk.at, Math.max(span.start(), span.end() - 1));
    }

    private static int first(SourceText source, ScalarNode node, Span span) {
        return switch (node.getScalarStyle()) {
            case SINGLE_QUOTED, DOUBLE_QUOTED -> span.start() + 1;
            case LITERAL, FOLDED -> afterLine(source, span);
            default -> span.start();
        };
    }

    private static int afterLine(SourceText source, Span span) {
        int at = span.start();
        while (at < span.end() && source.point(at) != '\n') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(int point) {
        return point == ' ' || point == '\t' || point == '\n' || point == '\r';
    }

    /** A position that moves through the source of one scalar. */
    private static final class Walk {
        private final SourceText source;
        private final int end;
        private final ScalarStyle style;
        private int at;

        Walk(SourceText source, int at, int end, ScalarStyle style) {
            this.source = source;
            this.at = at;
            this.end = end;
            this.style = style;
        }

        /** Moves to the next character that is no blank. */
        void skipBlanks() {
            while (at < end && blankLength() > 0) {
                at += blankLength();
            }
        }

        /** Moves behind the next character that is no blank. */
        void skipCharacter() {
            skipBlanks();
            if (at < end) {
                at += length();
            }
        }

        private int blankLength() {
            if (isBlank(source.point(at))) {
                return 1;
            }
            boolean escaped = style == ScalarStyle.DOUBLE_QUOTED && source.point(at) == '\\' && at + 1 < end;
            return escaped && "ntr \t\n\r".indexOf(source.point(at + 1)) >= 0 ? 2 : 0;
        }

        private int length() {
            if (style == ScalarStyle.SINGLE_QUOTED) {
                return source.point(at) == '\'' ? 2 : 1;
            }
            if (style != ScalarStyle.DOUBLE_QUOTED || source.point(at) != '\\' || at + 1 >= end) {
                return 1;
            }
            return switch (source.point(at + 1)) {
                case 'x' -> 4;
                case 'u' -> 6;
                case 'U' -> 10;
                default -> 2;
            };
        }
    }
}
