package dev.spillway.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a flow had when it ended without an answer, for the rules to read.
 *
 * @param branches the fields of each branch that answered, by name
 */
public record Partial(Map<String, Map<String, @Nullable Object>> branches) {
    public static final Partial NONE = new Partial(Map.of());
}
