package dev.spillway.gateway.config.shape;

import dev.spillway.gateway.config.TextForm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand at one place of the document. */
public sealed interface Shape {
    /** A single value. */
    record Scalar<T>(Notation<T> notation, Limits limits) implements Shape {}

    /**
     * A list of values of one shape.
     *
     * @param unique whether no value may stand twice
     */
    record Listing(Shape element, boolean unique, Limits entries) implements Shape {}

    /** Values of one shape by keys that the user chooses. */
    record Named(Shape value, @Nullable TextForm keys, Limits entries) implements Shape {}

    /** Any document: texts, numbers, truths, nulls, lists and maps. */
    record Anything() implements Shape {}

    /** A block of known keys, bound to a record. */
    record Block(Class<? extends Record> type) implements Shape {
        /** The keys, in the record's order. */
        public List<Slot> slots() {
            return Slots.of(type);
        }

        /** The sentence on the whole. */
        public String doc() {
            return Slots.doc(type);
        }
    }

    /**
     * One of several blocks, told apart by a key of theirs.
     *
     * @param key the key
     * @param doc the sentence on the key
     * @param blocks by the key's value
     */
    record OneOf(Class<?> type, String key, String doc, Map<String, Block> blocks) implements Shape {}
}
