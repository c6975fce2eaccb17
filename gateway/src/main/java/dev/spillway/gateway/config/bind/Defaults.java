package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.Shape;
import dev.spillway.gateway.config.shape.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** What holds where the file says nothing. */
final class Defaults {
    private Defaults() {}

    /** The default of a key; null: it has none. */
    static @Nullable Object of(Slot slot, Path directory) {
        String text = slot.byDefault();
        if (text == null) {
            return null;
        }
        Object value = slot.isText() ? text : read(slot.shape(), text, directory);
        if (value == null) {
            throw new IllegalStateException("the default of " + slot.key() + " can't be read: " + text);
        }
        return value;
    }

    /** A value that says nothing; null: the shape has none. */
    static @Nullable Object blank(Shape shape) {
        return switch (shape) {
            case Shape.Listing listing -> listing.unique() ? Set.of() : List.of();
            case Shape.Named _ -> Map.of();
            case Shape.Block block
            when block.slots().stream().noneMatch(Slot::required) -> read(block, "{}", Path.of("."));
            case Shape.Block _, Shape.Scalar<?> _, Shape.OneOf _, Shape.Anything _ -> null;
        };
    }

    private static @Nullable Object read(Shape shape, String text, Path directory) {
        SourceText source = new SourceText(directory, text);
        Problems problems = new Problems(source);
        Node node = new Composer(problems).compose(text);
        Sources sources = new Sources(source);
        Object value =
                node == null ? null : new Binder(directory, source, sources, problems).bind(shape, node, KeyPath.ROOT);
        return problems.isEmpty() ? value : null;
    }
}
