package dev.spillway.gateway.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Halves of surrogate pairs in JSON: an escape such as <code>&#92;ud83d</code> without its other half. Models that are cut between two
 * tokens of a character write them, and no encoding of Unicode has a form for them: UTF-8 encoders write a question mark in silence.
 */
final class Surrogates {
    private static final char REPLACEMENT = '\uFFFD';

    private boolean found;

    private Surrogates() {}

    /**
     * A value whose halves were replaced by U+FFFD.
     *
     * @param replaced whether there were any
     */
    record Repaired(@Nullable Object value, boolean replaced) {}

    /** Whether a document may hold halves: only an escape can spell one. */
    static boolean areEscaped(byte[] json) {
        for (int i = 0; i + 2 < json.length; i++) {
            if (json[i] == '\\' && json[i + 1] == 'u' && (json[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    static Repaired repaired(@Nullable Object value) {
        Surrogates surrogates = new Surrogates();
        Object whole = surrogates.whole(value);
        return new Repaired(whole, surrogates.found);
    }

    private @Nullable Object whole(@Nullable Object value) {
        return switch (value) {
            case String text -> text(text);
            case Map<?, ?> fields -> {
                Map<String, @Nullable Object> whole = LinkedHashMap.newLinkedHashMap(fields.size());
                fields.forEach((name, field) -> whole.put(text(String.valueOf(name)), whole(field)));
                yield whole;
            }
            case List<?> items -> {
                List<@Nullable Object> whole = new ArrayList<>(items.size());
                items.forEach(item -> whole.add(whole(item)));
                yield whole;
            }
            case null, default -> value;
        };
    }

    private String text(String text) {
        StringBuilder whole = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++; // a pair
                continue;
            }
            if (whole == null) {
                whole = new StringBuilder(text);
                found = true;
            }
            whole.setCharAt(i, REPLACEMENT);
        }
        return whole == null ? text : whole.toString();
    }
}
