package dev.spillway.gateway.config.load;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds where a path such as {@code points[3].tiers.small} stands in a document. Names may hold dots. */
final class NodeAt {
    private NodeAt() {}

    /** The node at a path; where the document does not go that far, the last one on the way. */
    static Node path(Node node, String path) {
        String rest = path.startsWith(".") ? path.substring(1) : path;
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key && begins(rest, key.getValue())) {
                    return path(
                            entry.getValueNode(), rest.substring(key.getValue().length()));
                }
            }
        } else if (node instanceof SequenceNode list && rest.startsWith("[")) {
            int index = Integer.parseInt(rest, 1, rest.indexOf(']'), 10);
            return path(list.getValue().get(index), rest.substring(rest.indexOf(']') + 1));
        }
        return node;
    }

    private static boolean begins(String path, String key) {
        return path.startsWith(key)
                && (path.length() == key.length()
                        || path.charAt(key.length()) == '.'
                        || path.charAt(key.length()) == '[');
    }
}
