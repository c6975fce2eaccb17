package dev.spillway.gateway.config;

import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The valid configuration that uses every key, with each of its keys broken in turn and in every way. */
public final class Mutations {
    private static final String HUGE = "9".repeat(20_000);

    private final String text;
    private final List<Mutation> mutations = new ArrayList<>();

    private Mutations(String text) {
        this.text = text;
    }

    /**
     * One broken configuration.
     *
     * @param what how it was broken, and where
     * @param line from 1: where the break is
     * @param form whether the break is one of form, which the schema can see, too
     */
    public record Mutation(String what, String path, int line, String text, boolean form) {
        @Override
        public String toString() {
            return what + " at " + path;
        }
    }

    /** All of them. */
    public static List<Mutation> all() throws IOException {
        String text = Files.readString(Samples.FULL);
        Node root =
                new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
        Mutations mutations = new Mutations(text);
        mutations.walk(new Shape.Block(GatewayConfig.class), root, KeyPath.ROOT);
        return mutations.mutations;
    }

    private void walk(Shape shape, Node node, String path) {
        switch (shape) {
            case Shape.Anything _ -> {}
            case Shape.Scalar<?> _ -> replace(node, path, "a huge value", "\"" + HUGE + "\"", false);
            case Shape.Listing listing -> {
                for (Node element : ((SequenceNode) node).getValue()) {
                    walk(listing.element(), element, path + "[]");
                }
            }
            case Shape.Named named -> {
                for (NodeTuple entry : ((MappingNode) node).getValue()) {
                    entry(named.value(), entry, path);
                }
            }
            case Shape.Block block -> block(block, (MappingNode) node, path);
            case Shape.OneOf oneOf -> oneOf(oneOf, (MappingNode) node, path);
        }
    }

    private void oneOf(Shape.OneOf oneOf, MappingNode node, String path) {
        Node choice = value(node, oneOf.key()).orElseThrow();
        replace(choice, KeyPath.child(path, oneOf.key()), "an unknown choice", "smoke-signals", true);
        block(Objects.requireNonNull(oneOf.blocks().get(((ScalarNode) choice).getValue())), node, path);
    }

    private void block(Shape.Block block, MappingNode node, String path) {
        insert(node, path, "an unknown key", "surprise: 1");
        for (NodeTuple entry : node.getValue()) {
            String key = ((ScalarNode) entry.getKeyNode()).getValue();
            block.slots().stream()
                    .filter(slot -> slot.key().equals(key))
                    .map(Slot::shape)
                    .forEach(shape -> entry(shape, entry, path));
            insertBefore(entry, path, "a key that stands twice", key + ": 1");
        }
    }

    private void entry(Shape shape, NodeTuple entry, String path) {
        String at = KeyPath.child(path, ((ScalarNode) entry.getKeyNode()).getValue());
        Node value = entry.getValueNode();
        boolean anything = shape instanceof Shape.Anything;
        if (!anything) {
            replace(value, at, "no value", "", true);
            replace(value, at, "a value of the wrong type", wrong(shape), true);
        }
        walk(shape, value, at);
    }

    private static String wrong(Shape shape) {
        return switch (shape) {
            case Shape.Listing _ -> "{ a: list }";
            default -> "[[], { a: b }]";
        };
    }

    private static Optional<Node> value(MappingNode node, String key) {
        return node.getValue().stream()
                .filter(entry -> ((ScalarNode) entry.getKeyNode()).getValue().equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private void replace(Node node, String path, String what, String by, boolean form) {
        int start = index(node.getStartMark());
        int end = start
                + text.substring(start, index(node.getEndMark()))
                        .stripTrailing()
                        .length();
        boolean block = text.substring(text.lastIndexOf('\n', start) + 1, start).isBlank();
        // a block's value begins on the line below its key, and goes on to the block's end
        String mutated = block
                ? text.substring(0, start).stripTrailing() + " " + by + "\n" + text.substring(end)
                : text.substring(0, start) + by + text.substring(end);
        int line = block ? line(text.substring(0, start).stripTrailing().length()) : line(start);
        mutations.add(new Mutation(what, path, line, mutated, form));
    }

    private void insert(MappingNode node, String path, String what, String entry) {
        insertBefore(node.getValue().getFirst(), path, what, entry);
        mutations.removeLast();
        int start = index(node.getValue().getFirst().getKeyNode().getStartMark());
        add(start, node.getFlowStyle() == FlowStyle.FLOW, path, what, entry);
    }

    private void insertBefore(NodeTuple next, String path, String what, String entry) {
        int start = index(next.getKeyNode().getStartMark());
        String before = text.substring(text.lastIndexOf('\n', start) + 1, start);
        add(start, !before.isBlank() && !before.strip().equals("-"), path, what, entry);
    }

    private void add(int start, boolean flow, String path, String what, String entry) {
        String before = text.substring(text.lastIndexOf('\n', start) + 1, start);
        String indent = " ".repeat(before.length());
        String added = flow ? entry + ", " : entry + "\n" + indent;
        String mutated = text.substring(0, start) + added + text.substring(start);
        boolean twice = what.contains("twice");
        mutations.add(new Mutation(what, path, line(start) + (twice && !flow ? 1 : 0), mutated, !twice));
    }

    private static int index(Optional<Mark> mark) {
        return mark.orElseThrow().getIndex();
    }

    private int line(int index) {
        return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
