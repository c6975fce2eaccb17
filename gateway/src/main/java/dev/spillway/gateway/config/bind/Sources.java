package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Position;
import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.SecretNames;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Where in the file each path of the document stands, so that whoever finds a problem later, such as a compiler of
 * expressions, can still point at it. What the file leaves out stands where the block does that it is absent from.
 *
 * <p>Paths are those of {@link KeyPath}; one that joins keys by dots without quoting them is understood as well.
 */
public final class Sources {
    private final SourceText source;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, String> unquoted = new HashMap<>();

    Sources(SourceText source) {
        this.source = source;
    }

    /**
     * One place.
     *
     * @param key the node of the key; null: an entry of a list, or the root
     */
    private record Place(@Nullable Node key, Node value, boolean secret) {}

    void put(String path, @Nullable Node key, Node value, boolean secret) {
        boolean masked = secret || (value instanceof ScalarNode text && SecretNames.isIn(text.getValue()));
        places.put(path, new Place(key, value, masked));
        String plain = KeyPath.unquoted(path);
        if (!plain.equals(path)) {
            unquoted.put(plain, path);
        }
        if (masked) {
            source.mask(Nodes.span(value));
        }
    }

    /** Whether the file says something at this path. */
    public boolean has(String path) {
        return places.containsKey(canonical(path));
    }

    /** The keys that the file has at a path, be their values right or wrong. */
    public Set<String> keys(String path) {
        Place place = places.get(canonical(path));
        Set<String> keys = new LinkedHashSet<>();
        if (place != null && place.value() instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    keys.add(key.getValue());
                }
            }
        }
        return keys;
    }

    /** Where the value stands; for blocks of several lines, their key. */
    public Position position(String path) {
        return source.position(span(path));
    }

    /** A problem with the value at a path. */
    public ConfigProblem problem(String path, String message, String suggestion) {
        return new ConfigProblem(position(path), path, shown(path), message, suggestion);
    }

    /** A problem with the key at a path, such as a name. */
    public ConfigProblem problemOfKey(String path, String message, String suggestion) {
        Place place = nearest(path);
        Span span = place == null ? Span.START : Nodes.span(place.key() == null ? place.value() : place.key());
        return new ConfigProblem(source.position(span), path, "", message, suggestion);
    }

    /** A problem inside the text at a path, such as one of an expression. */
    public ConfigProblem problem(String path, Point point, String message, String suggestion) {
        Place place = places.get(canonical(path));
        if (place == null || place.secret() || !(place.value() instanceof ScalarNode text)) {
            return problem(path, message, suggestion);
        }
        Span span = Span.at(TextOffsets.index(source, text, point));
        return new ConfigProblem(source.position(span), path, Nodes.shown(text), message, suggestion);
    }

    /** Never shows what stands at a path from now on. */
    void mask(String path) {
        Place place = places.get(path);
        if (place != null) {
            put(path, place.key(), place.value(), true);
        }
    }

    Span span(String path) {
        Place place = nearest(path);
        if (place == null) {
            return Span.START;
        }
        boolean whole = has(path) && place.value() instanceof ScalarNode;
        return Nodes.span(whole || place.key() == null ? place.value() : place.key());
    }

    /** What stands at a path, as a problem carries it. */
    String shown(String path) {
        Place place = places.get(canonical(path));
        if (place == null) {
            return "";
        }
        return place.secret() ? "***" : Nodes.shown(place.value());
    }

    private String canonical(String path) {
        return places.containsKey(path) ? path : unquoted.getOrDefault(path, path);
    }

    private @Nullable Place nearest(String path) {
        String at = canonical(path);
        while (!places.containsKey(at) && !at.isEmpty()) {
            at = KeyPath.parent(at);
        }
        return places.get(at);
    }
}
