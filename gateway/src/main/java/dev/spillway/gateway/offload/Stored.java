package dev.spillway.gateway.offload;

import dev.spillway.gateway.json.Json;
import dev.spillway.gateway.json.MalformedJson;
import dev.spillway.offload.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that the store kept for us, read field by field: what was written by another release may lack some. */
record Stored(Map<String, @Nullable Object> fields) {
    /**
     * Reads one.
     *
     * @throws IllegalArgumentException where it is none
     */
    static Stored read(Bytes bytes) {
        try {
            return of(Json.read(bytes.shared()));
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException("not what this gateway stores: " + malformed.getMessage(), malformed);
        }
    }

    static Stored of(@Nullable Object object) {
        return new Stored(map(object));
    }

    String text(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    boolean truth(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    long whole(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Nullable
    Double number(String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : null;
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    Stored object(String name) {
        return of(fields.get(name));
    }

    Map<String, @Nullable Object> map(String name) {
        return map(fields.get(name));
    }

    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        map(name).forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    /** The entries that are objects themselves. */
    Map<String, Map<String, @Nullable Object>> maps(String name) {
        Map<String, Map<String, @Nullable Object>> maps = new LinkedHashMap<>();
        map(name).forEach((key, value) -> maps.put(key, map(value)));
        return maps;
    }

    private static Map<String, @Nullable Object> map(@Nullable Object object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> fields.put(String.valueOf(key), value));
        }
        return fields;
    }
}
