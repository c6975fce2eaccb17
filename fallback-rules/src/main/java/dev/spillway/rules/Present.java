package dev.spillway.rules;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values as rules see them: a field that is null is missing. So one idiom covers both, {@code has(request.tier)} or {@code
 * request.?tier.orValue('standard')}, in conditions, tables and answers. A view that hides when it is read: nothing is copied.
 */
final class Present {
    private Present() {}

    /** A map without its null fields, at any depth. */
    static Map<String, @Nullable Object> of(Map<String, ? extends @Nullable Object> fields) {
        return new Fields(fields);
    }

    private static @Nullable Object view(@Nullable Object plain) {
        return switch (plain) {
            case Map<?, ?> map -> new Fields(map);
            case List<?> list -> new Items(list);
            case null, default -> plain;
        };
    }

    /** The values behind the views in what a rule answers: what it only hands on goes out as it came in. */
    static Map<String, @Nullable Object> whole(Map<String, ? extends @Nullable Object> answer) {
        if (answer instanceof Fields view) {
            return view.whole();
        }
        Map<String, @Nullable Object> whole = LinkedHashMap.newLinkedHashMap(answer.size());
        answer.forEach((name, value) -> whole.put(name, plain(value)));
        return whole;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Fields view -> view.plain;
            case Items view -> view.plain;
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> whole = LinkedHashMap.newLinkedHashMap(map.size());
                map.forEach((name, field) -> whole.put(name, plain(field)));
                yield whole;
            }
            case List<?> list -> {
                @Nullable Object[] whole = new @Nullable Object[list.size()];
                for (int i = 0; i < whole.length; i++) {
                    whole[i] = plain(list.get(i));
                }
                yield java.util.Arrays.asList(whole);
            }
            case null, default -> value;
        };
    }

    private static final class Fields extends AbstractMap<String, @Nullable Object> {
        private final Map<?, ?> plain;

        Fields(Map<?, ?> plain) {
            this.plain = plain;
        }

        Map<String, @Nullable Object> whole() {
            Map<String, @Nullable Object> whole = LinkedHashMap.newLinkedHashMap(plain.size());
            plain.forEach((name, value) -> whole.put(String.valueOf(name), value));
            return whole;
        }

        @Override
        public @Nullable Object get(@Nullable Object name) {
            return view(plain.get(name));
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return plain.get(name) != null;
        }

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                    return plain.entrySet().stream()
                            .filter(entry -> entry.getValue() != null)
                            .<Map.Entry<String, @Nullable Object>>map(entry ->
                                    new SimpleImmutableEntry<>(String.valueOf(entry.getKey()), view(entry.getValue())))
                            .iterator();
                }

                @Override
                public int size() {
                    return (int) plain.values().stream()
                            .filter(value -> value != null)
                            .count();
                }
            };
        }
    }

    /** A null among the items of a list has a place, and is not missing. */
    private static final class Items extends AbstractList<@Nullable Object> implements RandomAccess {
        private final List<?> plain;

        Items(List<?> plain) {
            this.plain = plain;
        }

        @Override
        public @Nullable Object get(int index) {
            return view(plain.get(index));
        }

        @Override
        public int size() {
            return plain.size();
        }
    }
}
