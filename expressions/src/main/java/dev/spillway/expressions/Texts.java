package dev.spillway.expressions;

import dev.cel.runtime.CelFunctionBinding;
import java.util.List;

/**
 * The functions on texts whose result may be far larger than what they are given, with a bound; and {@code matches} over
 * patterns that were compiled at load.
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
        return List.of(
                CelFunctionBinding.from("matches", String.class, String.class, regexes::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, regexes::matches),
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

    /** Replaces the first {@code most} occurrences; all where it is negative. */
    private String replace(String text, String what, String by, long most) {
        if (what.isEmpty()) {
            return insert(text, by, most);
        }
        StringBuilder made = new StringBuilder();
        int from = 0;
        long left = most;
        for (int found = text.indexOf(what); found >= 0 && left != 0; found = text.indexOf(what, from)) {
            bounded(made.append(text, from, found).append(by));
            from = found + what.length();
            left--;
        }
        return bounded(made.append(text, from, text.length())).toString();
    }

    /** Nothing occurs before each character and at the end. */
    private String insert(String text, String by, long most) {
        StringBuilder made = new StringBuilder();
        long left = most;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            bounded(made.append(left == 0 ? "" : by).appendCodePoint(text.codePointAt(at)));
            left -= left == 0 ? 0 : 1;
        }
        return bounded(made.append(left == 0 ? "" : by)).toString();
    }

    private String join(List<?> list, String separator) {
        StringBuilder made = new StringBuilder();
        boolean first = true;
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw new IllegalArgumentException("join takes a list of texts");
            }
            made.append(first ? "" : separator).append(text);
            bounded(made);
            first = false;
        }
        return made.toString();
    }

    private StringBuilder bounded(StringBuilder made) {
        if (made.length() > textMax) {
            throw new IllegalArgumentException("a text over " + textMax + " characters");
        }
        return made;
    }
}
