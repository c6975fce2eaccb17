package dev.spillway.gateway.route;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.spillway.expressions.BoundedPattern;
import dev.spillway.expressions.Limits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The regular expressions of schemas: RE2, as in expressions and with the same bound on their size, so that no text makes one
 * run long.
 *
 * <p>What ECMA 262 has beyond RE2 (looking ahead and behind, references back) is refused when the schema is read.
 */
final class SchemaPatterns implements RegularExpressionFactory {
    private static final Pattern UNICODE_ESCAPE = Pattern.compile("((?<!\\\\)(?:\\\\\\\\)*)\\\\u([0-9a-fA-F]{4})");

    @Override
    public RegularExpression getRegularExpression(String source) {
        return regex(source)::matches;
    }

    /** A pattern, ready to match and charged for each match. */
    static Bounded regex(String source) {
        try {
            return new Bounded(BoundedPattern.of(translated(source), Limits.DEFAULT));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "the pattern " + source + ": " + wrong.getMessage()
                            + "; write it with what RE2 has (no lookahead, no lookbehind, no backreference)",
                    wrong);
        }
    }

    /** ECMA 262 writes a character by its number as {@code \\u00e9}, RE2 as {@code \\x{00e9}}. */
    private static String translated(String source) {
        return source.contains("\\u")
                ? UNICODE_ESCAPE
                        .matcher(source)
                        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + "\\x{" + found.group(2) + "}"))
                : source;
    }

    /** A pattern of a schema. */
    record Bounded(BoundedPattern pattern) {
        boolean matches(String text) {
            long work = 20 + (long) text.length() * (2 + pattern.steps());
            return SchemaWork.current().allows(work) && pattern.occursIn(text);
        }
    }
}
