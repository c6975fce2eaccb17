package dev.spillway.gateway.offload;

import dev.spillway.gateway.json.Json;
import dev.spillway.offload.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON in one form only, so that equal values are equal bytes: names in order, nothing between, doubles as such. */
final class Canonical {
    private Canonical() {}

    static Bytes write(Map<String, ? extends @Nullable Object> document) {
        return Bytes.owned(Json.store(sorted(document)));
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> fields = new TreeMap<>();
                map.forEach((name, one) -> fields.put(String.valueOf(name), sorted(one)));
                yield fields;
            }
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                list.forEach(one -> items.add(sorted(one)));
                yield items;
            }
            case Double number when !Double.isFinite(number) -> null; // JSON has no such number
            case null -> null;
            default -> value;
        };
    }
}
