package dev.spillway.gateway.config.bind;

import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.gateway.config.shape.Shape;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Binds a YAML document to a record: the one way in. */
public final class Binding {
    private Binding() {}

    /**
     * Binds a file's content. Thread-safe; blocks no longer than parsing takes.
     *
     * @param file what the problems call it; paths in the document are relative to its directory
     * @param bytes its content
     */
    public static <T extends Record> Bound<T> bind(Class<T> type, Path file, byte[] bytes) {
        Decoder.Decoded decoded = Decoder.decode(file, bytes);
        Problems problems = decoded.problems();
        Sources sources = new Sources(decoded.source());
        Node root = problems.isEmpty() ? new Composer(problems).compose(decoded.text()) : null;
        T value = root == null ? null : bind(type, file, root, decoded.source(), sources, problems);
        return new Bound<>(value, problems.list(), sources);
    }

    private static <T extends Record> @Nullable T bind(
            Class<T> type, Path file, Node root, SourceText source, Sources sources, Problems problems) {
        sources.put(KeyPath.ROOT, null, root, false);
        Path parent = file.toAbsolutePath().getParent();
        Binder binder = new Binder(parent == null ? Path.of("/") : parent, source, sources, problems);
        Object value = binder.bind(new Shape.Block(type), root, KeyPath.ROOT);
        return value == null ? null : type.cast(value);
    }
}
