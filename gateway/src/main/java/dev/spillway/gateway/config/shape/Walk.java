package dev.spillway.gateway.config.shape;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Goes through a bound configuration and shows each of its values with where it stands. */
public final class Walk {
    private final Visitor visitor;

    private Walk(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Sees one value: a scalar, a free document, or an empty list or map. */
    @FunctionalInterface
    public interface Visitor {
        void see(Leaf leaf, Object value);
    }

    /**
     * Where a value stands.
     *
     * @param slot the key that it belongs to, itself or through a list or a map
     * @param restart whether a change of it needs a restart
     */
    public record Leaf(String path, Slot slot, boolean restart) {
        private Leaf at(String inner) {
            return new Leaf(inner, slot, restart);
        }
    }

    /** Shows all that a record says, in the order of its keys; what is absent is left out. */
    public static void through(Record root, Visitor visitor) {
        new Walk(visitor).block(root, KeyPath.ROOT, false);
    }

    private void block(Record holder, String path, boolean restart) {
        for (Slot slot : Slots.of(holder.getClass())) {
            Object value = slot.in(holder);
            if (value != null) {
                Leaf leaf = new Leaf(KeyPath.child(path, slot.key()), slot, restart || slot.restart());
                value(slot.shape(), leaf, value);
            }
        }
    }

    private void value(Shape shape, Leaf leaf, Object value) {
        switch (shape) {
            case Shape.Scalar<?> _, Shape.Anything _ -> visitor.see(leaf, value);
            case Shape.Block _, Shape.OneOf _ -> block((Record) value, leaf.path(), leaf.restart());
            case Shape.Named named -> named(named, leaf, (Map<?, ?>) value);
            case Shape.Listing listing -> listing(listing, leaf, value);
        }
    }

    private void named(Shape.Named shape, Leaf leaf, Map<?, ?> values) {
        if (values.isEmpty() || shape.value() instanceof Shape.Anything) {
            visitor.see(leaf, values);
            return;
        }
        values.forEach((key, value) -> value(
                shape.value(), leaf.at(KeyPath.child(leaf.path(), key.toString())), Objects.requireNonNull(value)));
    }

    private void listing(Shape.Listing shape, Leaf leaf, Object values) {
        List<?> list = values instanceof Set<?> set ? List.copyOf(set) : (List<?>) values;
        if (list.isEmpty()) {
            visitor.see(leaf, values);
        }
        for (int i = 0; i < list.size(); i++) {
            value(shape.element(), leaf.at(KeyPath.entry(leaf.path(), i)), list.get(i));
        }
    }
}
