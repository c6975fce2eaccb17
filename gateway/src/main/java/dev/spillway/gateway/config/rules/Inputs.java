package dev.spillway.gateway.config.rules;

import dev.spillway.gateway.json.JsonNumbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs that people wrote, as they would arrive at a door: with doubles for numbers, or digits where those miss one. */
public final class Inputs {
    private Inputs() {}

    /** The same input with doubles for numbers. */
    public static Map<String, @Nullable Object> asTheyTravel(Map<String, @Nullable Object> written) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        written.forEach((name, value) -> fields.put(name, value(value)));
        return fields;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case Number number -> {
                Double carried = JsonNumbers.carried(number);
                yield carried != null ? (Object) carried : number.toString(); // as one would have to send it
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                map.forEach((name, each) -> fields.put(String.valueOf(name), value(each)));
                yield fields;
            }
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.forEach(item -> items.add(value(item)));
                yield items;
            }
            case null, default -> value;
        };
    }
}
