package dev.spillway.expressions;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.ConcatenatedListView;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plain values as CEL wants them, and back.
 *
 * <p>CEL takes a Java null for an unknown value and knows no ints and floats, so what it sees of a map or a list is a view
 * that translates what is read, when it is read: the cost is that of the reads, not of the size of the input. What an
 * expression only hands on comes back as the very object that went in.
 */
final class Plain {
    private Plain() {}

    /** As CEL wants it. */
    static Object toCel(@Nullable Object plain) {
        return switch (plain) {
            case null -> NullValue.NULL_VALUE;
            case Map<?, ?> map -> new MapView(map);
            case List<?> list -> new ListView(list);
            default -> scalar(plain);
        };
    }

    /** Whole numbers as longs, fractions as doubles; all else as it is. */
    static Object scalar(Object plain) {
        return switch (plain) {
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Float number -> number.doubleValue();
            default -> plain;
        };
    }

    /** Whether it is the list that a comprehension collects, to which the runtime appends without copying it. */
    static boolean growsInPlace(Object list) {
        return list instanceof ConcatenatedListView;
    }

    /**
     * A result of CEL as a plain value; null also for an optional without a value. Charges for what was made: a list may hold the
     * same large value a thousand times, and is written out somewhere.
     */
    static @Nullable Object fromCel(Object result, String source, Meter meter) throws EvaluationFailure {
        return switch (result) {
            case NullValue _ -> null;
            case String text -> text;
            case Boolean truth -> truth;
            case MapView view -> view.plain;
            case ListView view -> view.plain;
            case Map<?, ?> map -> mapFromCel(map, source, meter);
            case List<?> list -> listFromCel(list, source, meter);
            case Number number -> numberFromCel(number, source);
            case Optional<?> optional -> optional.isEmpty() ? null : fromCel(optional.get(), source, meter);
            case CelUnknownSet _ -> throw new EvaluationFailure(source, "it reads a variable that is not bound");
            default ->
                throw new EvaluationFailure(
                        source, "its value is no plain value; make it a text with string(…) or a number with int(…)");
        };
    }

    private static Number numberFromCel(Number number, String source) throws EvaluationFailure {
        Object plain = scalar(number);
        if (plain instanceof Long || plain instanceof Double) {
            return (Number) plain;
        }
        if (number.longValue() < 0) { // an unsigned one
            throw new EvaluationFailure(source, "its value is an unsigned number beyond the range of whole numbers");
        }
        return number.longValue();
    }

    private static Map<String, @Nullable Object> mapFromCel(Map<?, ?> map, String source, Meter meter)
            throws EvaluationFailure {
        Map<String, @Nullable Object> plain = LinkedHashMap.newLinkedHashMap(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new EvaluationFailure(source, "the keys of a map that leaves an expression are texts");
            }
            plain.put(key, part(entry.getValue(), source, meter));
        }
        return plain;
    }

    private static List<@Nullable Object> listFromCel(List<?> list, String source, Meter meter)
            throws EvaluationFailure {
        List<@Nullable Object> plain = new ArrayList<>(list.size());
        for (Object item : list) {
            plain.add(part(item, source, meter));
        }
        return plain;
    }

    private static @Nullable Object part(Object value, String source, Meter meter) throws EvaluationFailure {
        meter.charge(Prices.ELEMENT);
        if (value instanceof MapView || value instanceof ListView || value instanceof String) {
            Weight.charge(meter, value);
        }
        return fromCel(value, source, meter);
    }

    static final class MapView extends AbstractMap<Object, Object> {
        private final Map<?, ?> plain;

        MapView(Map<?, ?> plain) {
            this.plain = plain;
        }

        Map<?, ?> plain() {
            return plain;
        }

        /** The runtime writes values into messages, which no one sees. */
        @Override
        public String toString() {
            return "{…}";
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            Object value = plain.get(key);
            return value == null && !plain.containsKey(key) ? null : toCel(value);
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return plain.containsKey(key);
        }

        @Override
        public int size() {
            return plain.size();
        }

        @Override
        public Set<Map.Entry<Object, Object>> entrySet() {
            return new EntriesView(plain);
        }
    }

    private static final class EntriesView extends AbstractSet<Map.Entry<Object, Object>> {
        private final Map<?, ?> plain;

        EntriesView(Map<?, ?> plain) {
            this.plain = plain;
        }

        @Override
        public int size() {
            return plain.size();
        }

        @Override
        public Iterator<Map.Entry<Object, Object>> iterator() {
            Iterator<? extends Map.Entry<?, ?>> entries = plain.entrySet().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Map.Entry<Object, Object> next() {
                    Map.Entry<?, ?> entry = entries.next();
                    return new AbstractMap.SimpleImmutableEntry<>(toCel(entry.getKey()), toCel(entry.getValue()));
                }
            };
        }
    }

    static final class ListView extends AbstractList<Object> implements RandomAccess {
        private final List<?> plain;

        ListView(List<?> plain) {
            this.plain = plain;
        }

        List<?> plain() {
            return plain;
        }

        @Override
        public String toString() {
            return "[…]";
        }

        @Override
        public Object get(int index) {
            return toCel(plain.get(index));
        }

        @Override
        public int size() {
            return plain.size();
        }
    }
}
