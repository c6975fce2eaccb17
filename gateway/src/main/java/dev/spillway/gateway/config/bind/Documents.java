package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.Misread;
import dev.spillway.gateway.config.shape.Notation.Lexeme;
import dev.spillway.gateway.config.shape.Wholes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads free documents: JSON's values, whole numbers as {@link Long} and others as {@link Double}. */
final class Documents {
    private final Sources sources;
    private final Entries entries;
    private final Problems problems;

    Documents(Sources sources, Entries entries, Problems problems) {
        this.sources = sources;
        this.entries = entries;
        this.problems = problems;
    }

    @Nullable
    Object read(Node node, String path) {
        return switch (node) {
            case MappingNode map -> map(map, path);
            case SequenceNode list -> list(list, path);
            case ScalarNode scalar -> scalar(scalar, path);
            default -> throw new IllegalStateException("a composed node is a map, a list or a scalar");
        };
    }

    private Map<String, @Nullable Object> map(MappingNode node, String path) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Entries.Entry entry : entries.of(node, path).values()) {
            sources.put(entry.path(), entry.keyNode(), entry.value(), false);
            map.put(entry.key(), read(entry.value(), entry.path()));
        }
        return Collections.unmodifiableMap(map);
    }

    private List<@Nullable Object> list(SequenceNode node, String path) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Node element : node.getValue()) {
            String at = KeyPath.entry(path, list.size());
            sources.put(at, null, element, false);
            list.add(read(element, at));
        }
        return Collections.unmodifiableList(list);
    }

    private @Nullable Object scalar(ScalarNode node, String path) {
        Lexeme lexeme = Nodes.lexeme(node);
        if (node.getTag().equals(Tag.ENV_TAG)) {
            problem(node, path, "nothing is substituted from the environment", "write the value");
        }
        if (lexeme == null) {
            if (!Nodes.isNull(node)) {
                problem(node, path, "a document has no values of the type " + node.getTag(), "remove the tag");
            }
            return null;
        }
        return switch (lexeme) {
            case TEXT -> text(node, path);
            case TRUTH -> node.getValue().equalsIgnoreCase("true");
            case WHOLE -> whole(node, path);
            case FRACTION -> fraction(node, path);
        };
    }

    private String text(ScalarNode node, String path) {
        String text = node.getValue();
        if (text.length() > Scalars.LENGTH_MOST) {
            problem(node, path, "this is longer than " + Scalars.LENGTH_MOST + " characters", "");
        }
        return text;
    }

    private long whole(ScalarNode node, String path) {
        try {
            BigInteger value = Wholes.read(node.getValue());
            if (value.bitLength() < Long.SIZE) {
                return value.longValueExact();
            }
            problem(node, path, "a whole number has 64 bits at most", "write it as a fraction, with .0, or as a text");
        } catch (Misread cause) {
            problem(node, path, cause.problem(), cause.suggestion());
        }
        return 0;
    }

    private double fraction(ScalarNode node, String path) {
        String text = node.getValue();
        double value = text.endsWith("f") || text.endsWith("F") || text.endsWith("n") || text.endsWith("N")
                ? Double.NaN
                : Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            problem(node, path, "JSON has no such number", "write one that is finite");
        }
        return value;
    }

    private void problem(Node node, String path, String message, String suggestion) {
        problems.add(Nodes.span(node), path, Nodes.shown(node), message, suggestion);
    }
}
