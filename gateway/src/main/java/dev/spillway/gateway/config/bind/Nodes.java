package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.Notation.Lexeme;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a node of the document is, in words and spans. */
final class Nodes {
    private static final int SHOWN_MOST = 80;
    private static final Map<Tag, Lexeme> LEXEMES = Map.of(
            Tag.STR, Lexeme.TEXT,
            Tag.ENV_TAG, Lexeme.TEXT,
            Tag.INT, Lexeme.WHOLE,
            Tag.FLOAT, Lexeme.FRACTION,
            Tag.BOOL, Lexeme.TRUTH);

    private Nodes() {}

    /** What YAML takes a scalar for; null: for nothing, or for a type of the user's own. */
    static @Nullable Lexeme lexeme(ScalarNode node) {
        return LEXEMES.get(node.getTag());
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    static Span span(Node node) {
        int start = node.getStartMark().map(Mark::getIndex).orElse(0);
        return new Span(
                start, Math.max(start, node.getEndMark().map(Mark::getIndex).orElse(start)));
    }

    /** The node as a message speaks of it. */
    static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "a map";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar -> kind(scalar);
            default -> "this";
        };
    }

    private static String kind(ScalarNode node) {
        Lexeme lexeme = lexeme(node);
        if (lexeme == null) {
            return isNull(node) ? "nothing" : "a value of the type " + node.getTag();
        }
        return switch (lexeme) {
            case TEXT -> "a text";
            case WHOLE, FRACTION -> "a number";
            case TRUTH -> "true or false";
        };
    }

    /** The value as a problem carries it. */
    static String shown(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return kind(node);
        }
        String text = scalar.getValue();
        return text.length() <= SHOWN_MOST ? text : text.substring(0, SHOWN_MOST) + "...";
    }
}
