package dev.spillway.gateway.config.bind;

import dev.spillway.expressions.Names;
import dev.spillway.gateway.config.Secret;
import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.Limits;
import dev.spillway.gateway.config.shape.Misread;
import dev.spillway.gateway.config.shape.SecretNames;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Binds nodes to shapes.
 *
 * <p>It never stops at a problem: what can't be read is left out, or its default stands in, so that all problems of a
 * document are found in one go.
 */
final class Binder {
    private final Path directory;
    private final Sources sources;
    private final Problems problems;
    private final Entries entries;
    private final Documents documents;

    /**
     * Binds one document.
     *
     * @param directory what the paths in the document are relative to
     */
    Binder(Path directory, SourceText source, Sources sources, Problems problems) {
        this.directory = directory;
        this.sources = sources;
        this.problems = problems;
        this.entries = new Entries(source, problems);
        this.documents = new Documents(sources, entries, problems);
    }

    /** The value of a node; null: it has none of this shape, and the problems say why. */
    @Nullable
    Object bind(Shape shape, Node node, String path) {
        if (Nodes.isNull(node) && !(shape instanceof Shape.Anything)) {
            problem(node, path, "this has no value", "give it one, or leave the key out");
            return null;
        }
        return switch (shape) {
            case Shape.Anything _ -> documents.read(node, path);
            case Shape.Scalar<?> scalar -> scalar(scalar, node, path);
            case Shape.Listing listing -> listing(listing, node, path);
            case Shape.Named named -> named(named, node, path);
            case Shape.Block block -> {
                MappingNode map = map(node, path, "a block of keys");
                yield map == null ? null : block(block, entries.of(map, path), path);
            }
            case Shape.OneOf oneOf -> {
                MappingNode map = map(node, path, "a block of keys");
                yield map == null ? null : oneOf(oneOf, entries.of(map, path), path);
            }
        };
    }

    private @Nullable Object scalar(Shape.Scalar<?> shape, Node node, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            misfit(node, path, shape.notation().wanted());
            return null;
        }
        try {
            Object value = Scalars.read(shape, scalar);
            return value instanceof Path file ? directory.resolve(file).normalize() : value;
        } catch (Misread cause) {
            problem(node, path, cause.problem(), cause.suggestion());
            return null;
        }
    }

    private @Nullable Object listing(Shape.Listing shape, Node node, String path) {
        if (!(node instanceof SequenceNode list)) {
            misfit(node, path, "a list");
            return null;
        }
        List<Object> values = new ArrayList<>();
        int index = 0;
        for (Node element : list.getValue()) {
            String at = KeyPath.entry(path, index++);
            sources.put(at, null, element, false);
            Object value = bind(shape.element(), element, at);
            if (value != null && shape.unique() && values.contains(value)) {
                problem(element, at, "this stands in the list twice", "remove one");
            } else if (value != null) {
                values.add(value);
            }
        }
        checkCount(shape.entries(), index, node, path);
        return shape.unique() ? Collections.unmodifiableSet(new LinkedHashSet<>(values)) : List.copyOf(values);
    }

    private @Nullable Object named(Shape.Named shape, Node node, String path) {
        MappingNode map = map(node, path, "a map");
        if (map == null) {
            return null;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Entries.Entry entry : entries.of(map, path).values()) {
            boolean secret = shape.value() instanceof Shape.Scalar<?> && SecretNames.isOne(entry.key());
            sources.put(entry.path(), entry.keyNode(), entry.value(), secret);
            if (shape.keys() != null && !shape.keys().fits(entry.key())) {
                String mended = shape.keys()
                        .mended(entry.key())
                        .map("did you mean %s?"::formatted)
                        .orElse("");
                problem(
                        entry.keyNode(),
                        entry.path(),
                        "this key must be " + shape.keys().words(),
                        mended);
            }
            Object value = bind(shape.value(), entry.value(), entry.path());
            if (value == null) {
                value = Defaults.blank(shape.value());
            }
            if (value != null || shape.value() instanceof Shape.Anything) {
                values.put(entry.key(), value);
            }
        }
        checkCount(shape.entries(), map.getValue().size(), node, path);
        return Collections.unmodifiableMap(values);
    }

    private void checkCount(Limits limits, int count, Node node, String path) {
        limits.breachOfCount(count).ifPresent(breach -> problem(node, path, breach, ""));
    }

    private @Nullable Object oneOf(Shape.OneOf shape, Map<String, Entries.Entry> found, String path) {
        Entries.Entry choice = found.remove(shape.key());
        Set<String> choices = shape.blocks().keySet();
        if (choice == null) {
            String doc = shape.doc() + " One of " + String.join(", ", choices) + ".";
            missing(KeyPath.child(path, shape.key()), doc);
            return null;
        }
        sources.put(choice.path(), choice.keyNode(), choice.value(), false);
        String chosen = Nodes.shown(choice.value());
        Shape.Block block =
                choice.value() instanceof ScalarNode ? shape.blocks().get(chosen) : null;
        if (block == null) {
            String meant = Names.nearest(chosen, choices)
                    .map("did you mean %s?"::formatted)
                    .orElse("");
            problem(choice.value(), choice.path(), "this must be one of " + String.join(", ", choices), meant);
            return null;
        }
        return block(block, found, path);
    }

    private @Nullable Object block(Shape.Block block, Map<String, Entries.Entry> found, String path) {
        List<String> known = block.slots().stream().map(Slot::key).toList();
        boolean sensitive = block.type().isAnnotationPresent(Secret.class);
        Set<String> meant = new HashSet<>();
        for (Entries.Entry entry : found.values()) {
            if (!known.contains(entry.key())) {
                unknown(entry, block, sensitive).ifPresent(meant::add);
            }
        }
        List<@Nullable Object> values = new ArrayList<>();
        boolean whole = true;
        for (Slot slot : block.slots()) {
            Entries.Entry entry = found.get(slot.key());
            if (entry == null && slot.required() && !meant.contains(slot.key())) {
                missing(KeyPath.child(path, slot.key()), slot.doc());
            }
            Object value = entry == null ? standIn(slot) : present(slot, entry);
            whole &= value != null || slot.optional();
            values.add(value);
        }
        return whole ? create(block, values, path) : null;
    }

    /** Reports a key; gives the one that was probably meant. */
    private Optional<String> unknown(Entries.Entry entry, Shape.Block block, boolean sensitive) {
        UnknownKeys.Guess guess = UnknownKeys.guess(entry.key(), block);
        boolean secret = (sensitive && !guess.isHarmless()) || SecretNames.isOne(entry.key());
        sources.put(entry.path(), entry.keyNode(), entry.value(), secret);
        problem(entry.keyNode(), entry.path(), "there is no key " + entry.key() + " here", guess.suggestion());
        return guess.slot().map(Slot::key);
    }

    private void missing(String path, String doc) {
        problems.add(sources.span(path), path, "", "this key is missing: " + doc, "");
    }

    private @Nullable Object create(Shape.Block block, List<@Nullable Object> values, String path) {
        try {
            return Records.create(block.type(), values);
        } catch (IllegalArgumentException refused) {
            problems.add(sources.span(path), path, "", String.valueOf(refused.getMessage()), "");
            return null;
        }
    }

    private @Nullable Object present(Slot slot, Entries.Entry entry) {
        sources.put(entry.path(), entry.keyNode(), entry.value(), slot.isSecret());
        Object value = bind(slot.shape(), entry.value(), entry.path());
        if (value != null) {
            return value;
        }
        if (slot.secrecy() == Slot.Secrecy.UNREADABLE) {
            sources.mask(entry.path());
        }
        return standIn(slot);
    }

    private @Nullable Object standIn(Slot slot) {
        return slot.required() ? Defaults.blank(slot.shape()) : Defaults.of(slot, directory);
    }

    private @Nullable MappingNode map(Node node, String path, String wanted) {
        if (node instanceof MappingNode map) {
            return map;
        }
        misfit(node, path, wanted);
        return null;
    }

    private void misfit(Node node, String path, String wanted) {
        problem(node, path, "this must be " + wanted + ", not " + Nodes.kind(node), "");
    }

    private void problem(Node node, String path, String message, String suggestion) {
        problems.add(Nodes.span(node), path, sources.shown(path), message, suggestion);
    }
}
