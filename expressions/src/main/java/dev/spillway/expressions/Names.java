package dev.spillway.expressions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a variable may be called, and what someone who misspelt a name may have meant. */
public final class Names {
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final int LENGTH_MAX = 64;

    /** Words that the CEL specification reserves. */
    private static final Set<String> WORDS = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    /** Types and name spaces, which an identifier would hide. */
    private static final Set<String> TYPES = Set.of(
            "bool",
            "bytes",
            "double",
            "dyn",
            "google",
            "int",
            "list",
            "map",
            "math",
            "null_type",
            "optional",
            "optional_type",
            "string",
            "type",
            "uint");

    private Names() {}

    /** What is wrong with a variable's name; empty where nothing is. */
    public static Optional<String> problemWith(String name) {
        if (name.length() > LENGTH_MAX) {
            return Optional.of("a name has " + LENGTH_MAX + " characters at most, not " + name.length());
        }
        if (!IDENTIFIER.matcher(name).matches()) {
            return Optional.of("'" + name + "' is not a name: letters, digits and underscores, and no digit first");
        }
        if (WORDS.contains(name) || TYPES.contains(name)) {
            return Optional.of("'" + name + "' is a word of the expression language; choose another name");
        }
        return Optional.empty();
    }

    /** The candidate that is most like a misspelt name; empty where none is much like it. */
    public static Optional<String> nearest(String misspelt, Collection<String> candidates) {
        String best = null;
        int least = 1 + Math.max(1, misspelt.length() / 3);
        for (String candidate : candidates) {
            int distance = distance(misspelt.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A sentence with the nearest candidate, else with all of them. */
    static String didYouMean(String misspelt, Collection<String> candidates) {
        List<String> sorted = new ArrayList<>(candidates);
        sorted.sort(null);
        return nearest(misspelt, sorted)
                .map(name -> "did you mean '" + name + "'?")
                .orElse(sorted.isEmpty() ? "" : "known here: " + String.join(", ", sorted));
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
