package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import java.util.List;
import java.util.Objects;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says in the user's words what the YAML parser stumbled over. */
final class Syntax {
    private Syntax() {}

    /**
     * What the parser says and what it mostly means.
     *
     * @param sign a part of the parser's own message
     */
    private record Phrase(String sign, String message, String suggestion) {}

    private static final List<Phrase> PHRASES = List.of(
            new Phrase("(TAB)", "a tab can't indent YAML", "indent with spaces"),
            new Phrase(
                    "mapping values are not allowed",
                    "a second `key:` can't begin here",
                    "put a text with a colon into quotes, or the key on a line of its own"),
            new Phrase("'@'", "a text can't begin with @ without quotes", "put it into quotes"),
            new Phrase("found character '`", "a text can't begin with ` without quotes", "put it into quotes"),
            new Phrase("found character '%", "a text can't begin with % without quotes", "put it into quotes"),
            new Phrase("found undefined alias", "no anchor (&name) before this has the alias's name", ""),
            new Phrase(
                    "but found another document",
                    "a second document begins here",
                    "the configuration is one document: remove the line of three hyphens"),
            new Phrase(
                    "expected ',' or ']'",
                    "the list that begins with [ doesn't go on like this",
                    "close it with ], or separate its values with commas"),
            new Phrase(
                    "expected ',' or '}'",
                    "the map that begins with { doesn't go on like this",
                    "close it with }, or separate its entries with commas"),
            new Phrase(
                    "expected <block end>",
                    "this isn't indented like the lines that it belongs to",
                    "indent entries of one block alike"),
            new Phrase(
                    "could not find expected ':'",
                    "this line has no `key:`",
                    "write key: value; a text of several lines is indented more than its key"));

    static void explain(MarkedYamlEngineException cause, Problems problems) {
        String said = Objects.requireNonNullElse(cause.getProblem(), "this is no YAML");
        int index = cause.getProblemMark()
                .or(cause::getContextMark)
                .map(Mark::getIndex)
                .orElse(0);
        if (said.contains("unexpected end of stream") && cause.getContextMark().isPresent()) {
            problems.add(
                    Span.at(cause.getContextMark().map(Mark::getIndex).orElse(index)),
                    KeyPath.ROOT,
                    "",
                    "the quotes that begin here are never closed",
                    "close them");
            return;
        }
        for (Phrase phrase : PHRASES) {
            if (said.contains(phrase.sign())) {
                problems.add(Span.at(index), KeyPath.ROOT, "", phrase.message(), phrase.suggestion());
                return;
            }
        }
        problems.add(Span.at(index), KeyPath.ROOT, "", "this is no YAML: " + said, "");
    }
}
