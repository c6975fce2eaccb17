package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.Misread;
import dev.spillway.gateway.config.shape.Notation;
import dev.spillway.gateway.config.shape.Notation.Lexeme;
import dev.spillway.gateway.config.shape.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads single values. */
final class Scalars {
    /** No value, and no expression, has reason to be longer. */
    static final int LENGTH_MOST = 10_000;

    private static final Map<String, String> TRUTHS = Map.of(
            "yes", "true", "on", "true", "y", "true", "true", "true", "no", "false", "off", "false", "n", "false",
            "false", "false");

    private Scalars() {}

    static <T> T read(Shape.Scalar<T> shape, ScalarNode node) throws Misread {
        if (node.getTag().equals(Tag.ENV_TAG)) {
            throw new Misread(
                    "nothing is substituted from the environment",
                    "write the value; a backend's secret is named by credentials.env or credentials.file");
        }
        if (node.getValue().length() > LENGTH_MOST) {
            throw new Misread("this is longer than " + LENGTH_MOST + " characters", "");
        }
        Notation<T> notation = shape.notation();
        Lexeme lexeme = Nodes.lexeme(node);
        if (lexeme == null || !notation.lexemes().contains(lexeme)) {
            throw misfit(notation, node, lexeme);
        }
        T value = notation.read(node.getValue());
        Optional<String> breach = shape.limits().breach(value, notation);
        if (breach.isPresent()) {
            throw new Misread(breach.get(), "");
        }
        return value;
    }

    private static Misread misfit(Notation<?> notation, ScalarNode node, @Nullable Lexeme lexeme) {
        String message = "this must be " + notation.wanted() + ", not " + Nodes.kind(node);
        if (lexeme == null) {
            return new Misread(message, "");
        }
        String text = node.getValue();
        if (lexeme == Lexeme.TEXT) {
            return new Misread(message, unquoted(notation, text));
        }
        if (!notation.lexemes().contains(Lexeme.TEXT)) {
            return new Misread(message, "");
        }
        try {
            notation.read(text);
            return new Misread(message, "put it into quotes: \"" + text + "\"");
        } catch (Misread cause) {
            return cause;
        }
    }

    /** What to write where a text stands and a number or a truth is wanted. */
    private static String unquoted(Notation<?> notation, String text) {
        if (notation.lexemes().equals(List.of(Lexeme.TRUTH))) {
            String truth = TRUTHS.get(text.toLowerCase(Locale.ROOT));
            return truth == null ? "" : "write " + truth;
        }
        String digits = text.replaceAll("[_,\\s]", "");
        try {
            notation.read(digits);
            return "write " + digits + ", without quotes";
        } catch (Misread _) {
            return "";
        }
    }
}
