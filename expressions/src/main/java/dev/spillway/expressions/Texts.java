package dev.spillway.expressions;

import com.google.re2j.Pattern;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;

/**
 * The functions on texts whose work or result may be far larger than what they are given: here they are linear, and charge as
 * they go. Positions are in code points.
 */
final class Texts {
    private final int textMax;
    private final Regexes regexes;

    Texts(Limits limits, Regexes regexes) {
        this.textMax = limits.textMax();
        this.regexes = regexes;
    }

    @SuppressWarnings("Immutable") // the library wants pure functions: these read what was fixed at load
    List<CelFunctionBinding> bindings() {
        List<Class<?>> searched = List.of(String.class, String.class, Long.class);
        return List.of(
                CelFunctionBinding.from("matches", String.class, String.class, this::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, this::matches),
                CelFunctionBinding.from("contains_string", String.class, String.class, Texts::contains),
                CelFunctionBinding.from("string_index_of_string", String.class, String.class, Texts::first),
                CelFunctionBinding.from(
                        "string_index_of_string_int",
                        searched,
                        args -> first((String) args[0], (String) args[1], (Long) args[2])),
                CelFunctionBinding.from("string_last_index_of_string", String.class, String.class, Texts::last),
                CelFunctionBinding.from(
                        "string_last_index_of_string_int",
                        searched,
                        args -> last((String) args[0], (String) args[1], (Long) args[2])),
                CelFunctionBinding.from("string_split_string", String.class, String.class, Texts::split),
                CelFunctionBinding.from(
                        "string_split_string_int",
                        searched,
                        args -> split((String) args[0], (String) args[1], (Long) args[2])),
                CelFunctionBinding.from(
                        "string_replace_string_string",
                        List.of(String.class, String.class, String.class),
                        args -> replace((String) args[0], (String) args[1], (String) args[2], -1)),
                CelFunctionBinding.from(
                        "string_replace_string_string_int",
                        List.of(String.class, String.class, String.class, Long.class),
                        args -> replace((String) args[0], (String) args[1], (String) args[2], (Long) args[3])),
                CelFunctionBinding.from("list_join", List.class, list -> join(list, "")),
                CelFunctionBinding.from("list_join_string", List.class, String.class, this::join));
    }

    private boolean matches(String text, String source) {
        Pattern pattern = regexes.find(source)
                .orElseThrow(() -> new IllegalArgumentException("a regular expression that was not compiled at load"));
        return regexes.occurs(Meter.current(), text, pattern);
    }

    private static boolean contains(String text, String term) {
        return Search.contains(Meter.current(), text, term);
    }

    private static long first(String text, String term) {
        return term.isEmpty() ? 0 : first(text, term, 0);
    }

    private static long first(String text, String term, long from) {
        Meter meter = Meter.current();
        if (term.isEmpty()) {
            return from;
        }
        meter.charge((long) Prices.TRANSLATED * text.length());
        int at = text.offsetByCodePoints(0, within(from, text.codePointCount(0, text.length()) - 1));
        do {
            at = Search.indexOf(meter, text, term, at);
        } while (at >= 0 && splitsPair(text, at++));
        return at < 0 ? -1 : text.codePointCount(0, at - 1);
    }

    private static long last(String text, String term) {
        Meter.current().charge((long) Prices.TRANSLATED * text.length());
        int length = text.codePointCount(0, text.length());
        return term.isEmpty() ? length : length == 0 ? -1 : last(text, term, length - 1);
    }

    private static long last(String text, String term, long from) {
        Meter meter = Meter.current();
        if (term.isEmpty()) {
            return from;
        }
        meter.charge((long) Prices.TRANSLATED * text.length());
        int at = text.offsetByCodePoints(0, within(from, text.codePointCount(0, text.length()) - 1)) + 1;
        do {
            at = Search.lastIndexOf(meter, text, term, at - 1);
        } while (at > 0 && splitsPair(text, at));
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    private static int within(long position, int last) {
        if (position < 0 || position > last) {
            throw new IllegalArgumentException("a position outside the text");
        }
        return (int) position;
    }

    private static boolean splitsPair(String text, int at) {
        return at > 0 && Character.isLowSurrogate(text.charAt(at)) && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private static List<String> split(String text, String separator) {
        return split(text, separator, -1);
    }

    /** At most so many pieces, the last of which is the rest; all where it is negative. */
    private static List<String> split(String text, String separator, long most) {
        Meter meter = Meter.current();
        List<String> pieces = new ArrayList<>();
        if (most == 0) {
            return pieces;
        }
        int from = 0;
        while (pieces.size() + 1 != most) {
            int end = separator.isEmpty()
                    ? (from < text.length() ? text.offsetByCodePoints(from, 1) : -1)
                    : Search.indexOf(meter, text, separator, from);
            if (end < 0 || (separator.isEmpty() && end == text.length())) {
                break;
            }
            piece(meter, pieces, text, from, end);
            from = end + separator.length();
        }
        if (!separator.isEmpty() || from < text.length()) {
            piece(meter, pieces, text, from, text.length());
        }
        return pieces;
    }

    private static void piece(Meter meter, List<String> pieces, String text, int from, int end) {
        meter.charge(Prices.PIECE + ((end - from) >> Prices.COPIED_SHIFT));
        pieces.add(text.substring(from, end));
    }

    /** Replaces the first {@code most} occurrences; all where it is negative. */
    private String replace(String text, String what, String by, long most) {
        Meter meter = Meter.current();
        if (what.isEmpty()) {
            return insert(meter, text, by, most);
        }
        StringBuilder made = new StringBuilder();
        int from = 0;
        long left = most;
        for (int found = Search.indexOf(meter, text, what, 0);
                found >= 0 && left != 0;
                found = Search.indexOf(meter, text, what, from)) {
            append(meter, made, text, from, found);
            append(meter, made, by, 0, by.length());
            from = found + what.length();
            left--;
        }
        append(meter, made, text, from, text.length());
        return made.toString();
    }

    /** Nothing occurs before each character and at the end. */
    private String insert(Meter meter, String text, String by, long most) {
        StringBuilder made = new StringBuilder();
        long left = most;
        for (int at = 0; at < text.length(); ) {
            int next = text.offsetByCodePoints(at, 1);
            append(meter, made, by, 0, left == 0 ? 0 : by.length());
            append(meter, made, text, at, next);
            left -= left == 0 ? 0 : 1;
            at = next;
        }
        append(meter, made, by, 0, left == 0 ? 0 : by.length());
        return made.toString();
    }

    private String join(List<?> list, String separator) {
        Meter meter = Meter.current();
        StringBuilder made = new StringBuilder();
        boolean first = true;
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw new IllegalArgumentException("join takes a list of texts");
            }
            append(meter, made, separator, 0, first ? 0 : separator.length());
            append(meter, made, text, 0, text.length());
            first = false;
        }
        return made.toString();
    }

    private void append(Meter meter, StringBuilder made, String text, int from, int end) {
        meter.charge(Prices.HIT + ((long) end - from));
        if ((long) made.length() + end - from > textMax) {
            throw new IllegalArgumentException("a text over " + textMax + " characters");
        }
        made.append(text, from, end);
    }
}
