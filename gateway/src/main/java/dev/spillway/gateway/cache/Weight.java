package dev.spillway.gateway.cache;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how many bytes of memory a plain value takes: what bounds the cache. */
final class Weight {
    /** An entry of the cache with its key, its answer and its source. */
    static final int ENTRY = 400;

    private static final int OBJECT = 24;
    private static final int FIELD = 48;

    private Weight() {}

    /** Of a value and all within. */
    static long of(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case String text -> 2L * OBJECT + 2L * text.length();
            case Map<?, ?> fields -> {
                long sum = OBJECT;
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    sum += FIELD + of(field.getKey()) + of(field.getValue());
                }
                yield sum;
            }
            case List<?> list -> {
                long sum = OBJECT;
                for (Object one : list) {
                    sum += Long.BYTES + of(one);
                }
                yield sum;
            }
            default -> OBJECT;
        };
    }
}
