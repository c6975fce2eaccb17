package dev.spillway.cascade.calibration;

import dev.spillway.core.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A map in a tree of plain values, read strictly: every message says where. */
final class Node {
    private final String path;
    private final Map<?, ?> values;
    private final Set<String> read = new HashSet<>();

    private Node(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static Node root(Map<String, ?> tree) {
        return new Node("", tree);
    }

    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean has(String key) {
        read.add(key);
        return values.get(key) != null;
    }

    String text(String key) {
        if (value(key) instanceof String text) {
            return text;
        }
        throw wrong(key, "a text");
    }

    double number(String key) {
        if (value(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(key, "a number");
    }

    int whole(String key) {
        double number = number(key);
        if (number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE) {
            return (int) number;
        }
        throw wrong(key, "a whole number");
    }

    <E extends Enum<E>> E word(String key, Class<E> kind) {
        String text = text(key);
        List<String> words = new ArrayList<>();
        for (E constant : kind.getEnumConstants()) {
            String word = Entry.word(constant);
            if (word.equals(text)) {
                return constant;
            }
            words.add(word);
        }
        throw wrong(key, "one of " + String.join(", ", words));
    }

    Node node(String key) {
        if (value(key) instanceof Map<?, ?> map) {
            return new Node(at(key), map);
        }
        throw wrong(key, "a map");
    }

    /** The elements of a list of maps, in order. */
    List<Node> nodes(String key) {
        if (!(value(key) instanceof List<?> list)) {
            throw wrong(key, "a list");
        }
        List<Node> nodes = new ArrayList<>();
        for (Object element : list) {
            String place = at(key) + "[" + nodes.size() + "]";
            if (!(element instanceof Map<?, ?> map)) {
                throw new BadCalibration(place, "is " + element + ", not a map");
            }
            nodes.add(new Node(place, map));
        }
        return nodes;
    }

    /** Builds something from this map; what its constructor refuses is reported with the place. */
    <T> T build(Supplier<T> made) {
        try {
            return made.get();
        } catch (BadCalibration placed) {
            throw placed;
        } catch (IllegalArgumentException refused) {
            throw new BadCalibration(path, String.valueOf(refused.getMessage()));
        }
    }

    /** Says that everything has been read: a key that was not is a mistake. */
    void close() {
        for (Object key : values.keySet()) {
            if (!(key instanceof String name) || !read.contains(name)) {
                throw new BadCalibration(
                        at(String.valueOf(key)),
                        "unknown key; known here are "
                                + String.join(", ", read.stream().sorted().toList()));
            }
        }
    }

    private @Nullable Object value(String key) {
        read.add(key);
        Object value = values.get(key);
        if (value == null) {
            throw new BadCalibration(at(key), "is missing");
        }
        return value;
    }

    private BadCalibration wrong(String key, String expected) {
        return new BadCalibration(at(key), "is " + values.get(key) + ", not " + expected);
    }
}
