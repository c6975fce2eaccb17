package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns YAML 1.2 into a tree of nodes that is safe to walk: bounded in depth and size, aliases expanded, without cycles. */
final class Composer {
    private static final int DEPTH_MOST = 40;
    private static final long NODES_MOST = 50_000;
    private static final int ALIASES_MOST = 1_000;

    private final LoadSettings settings = LoadSettings.builder()
            .setSchema(new Core())
            .setAllowNonScalarKeys(true)
            .setAllowDuplicateKeys(true)
            .setMaxAliasesForCollections(ALIASES_MOST)
            .build();
    private final Problems problems;

    /** YAML 1.2's core schema, without the merge keys of 1.1. */
    private static final class Core extends CoreSchema {
        @Override
        public ScalarResolver getScalarResolver() {
            return new CoreScalarResolver(false);
        }
    }

    Composer(Problems problems) {
        this.problems = problems;
    }

    /** The document's root; null: there is none, and the problems say why. */
    @Nullable
    Node compose(String text) {
        try {
            if (!depthIsBounded(text)) {
                return null;
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problem(0, "the file is empty", "a configuration has at least backends and routes");
                return null;
            }
            return sizeIsBounded(root.get()) ? root.get() : null;
        } catch (MarkedYamlEngineException cause) {
            Syntax.explain(cause, problems);
        } catch (ReaderException cause) {
            problem(
                    cause.getPosition(),
                    "the character U+%04X may not stand in a YAML file".formatted(cause.getCodePoint()),
                    "remove it");
        } catch (YamlEngineException cause) {
            problem(0, "this is no YAML: " + cause.getMessage(), "");
        }
        return null;
    }

    /** Looks at the depth before the composer, which recurses, meets it. */
    private boolean depthIsBounded(String text) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
            if (depth > DEPTH_MOST) {
                int index = event.getStartMark().map(Mark::getIndex).orElse(0);
                problem(index, "this is nested more than " + DEPTH_MOST + " levels deep", "");
                return false;
            }
        }
        return true;
    }

    private boolean sizeIsBounded(Node root) {
        Map<Node, Long> sizes = new HashMap<>(); // a node equals itself only
        Set<Node> open = new HashSet<>();
        if (size(root, sizes, open) > NODES_MOST) {
            problem(
                    0,
                    "the document has more than " + NODES_MOST + " nodes, aliases expanded",
                    "an alias of an alias multiplies: write it out, or leave it out");
            return false;
        }
        return problems.isEmpty();
    }

    /** The number of nodes at and below one, saturating; each node is counted once, however often it is aliased. */
    private long size(Node node, Map<Node, Long> sizes, Set<Node> open) {
        Long known = sizes.get(node);
        if (known != null) {
            return known;
        }
        if (!open.add(node)) {
            problem(Nodes.span(node).start(), "this contains an alias of itself", "write it out");
            return 1;
        }
        long size = 1;
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                size += size(entry.getKeyNode(), sizes, open) + size(entry.getValueNode(), sizes, open);
            }
        } else if (node instanceof SequenceNode list) {
            for (Node element : list.getValue()) {
                size += size(element, sizes, open);
            }
        }
        open.remove(node);
        long bounded = Math.min(size, NODES_MOST + 1);
        sizes.put(node, bounded);
        return bounded;
    }

    private void problem(int index, String message, String suggestion) {
        problems.add(Span.at(index), KeyPath.ROOT, "", message, suggestion);
    }
}
