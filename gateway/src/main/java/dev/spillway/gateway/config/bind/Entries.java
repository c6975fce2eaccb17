package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the keys of a map: each a text, each once, none of them YAML 1.1's merge key. */
final class Entries {
    private final SourceText source;
    private final Problems problems;

    Entries(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** One key and its value. */
    record Entry(String key, Node keyNode, Node value, String path) {}

    /** In the order of the file; of a key that stands twice, the first. */
    Map<String, Entry> of(MappingNode node, String path) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Node keyNode = tuple.getKeyNode();
            if (!(keyNode instanceof ScalarNode scalar)) {
                problem(keyNode, path, "a key is a text, not " + Nodes.kind(keyNode), "");
                continue;
            }
            String key = scalar.getValue();
            Entry entry = new Entry(key, keyNode, tuple.getValueNode(), KeyPath.child(path, key));
            if (key.equals("<<") && scalar.isPlain()) {
                problem(keyNode, entry.path(), "YAML 1.2 has no merge keys", "write the keys out");
            } else if (!scalar.getTag().equals(Tag.STR)) {
                problem(
                        keyNode,
                        entry.path(),
                        "a key is a text, not " + Nodes.kind(keyNode),
                        "put it into quotes: \"" + key + "\"");
            } else if (entries.putIfAbsent(key, entry) != null) {
                int line = source.line(Nodes.span(entries.get(key).keyNode()).start()) + 1;
                problem(keyNode, entry.path(), "this key stands twice, first in line " + line, "keep one of them");
            }
        }
        return entries;
    }

    private void problem(Node key, String path, String message, String suggestion) {
        problems.add(Nodes.span(key), path, Nodes.shown(key), message, suggestion);
    }
}
