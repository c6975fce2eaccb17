package dev.spillway.gateway.backend;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that an attempt used, or may use.
 *
 * @param input the tokens of the question, those from a cache among them
 * @param cachedInput how many of them the backend had in its cache, at most {@code input}
 * @param output the tokens of the answer
 */
public record Usage(long input, long cachedInput, long output) {
    public static final Usage NONE = new Usage(0, 0, 0);

    private static final long TOKENS_MAX = 100_000_000;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    public Usage {
        if (input < 0 || output < 0 || cachedInput < 0 || cachedInput > input) {
            throw new IllegalArgumentException("no numbers of tokens: " + input + ", " + cachedInput + ", " + output);
        }
    }

    /** A count of tokens, also as servers write it whose language has only floats, or strings; negative if it is none. */
    public static long tokens(@Nullable Object number) {
        return switch (number) {
            case Long count when count >= 0 && count <= TOKENS_MAX -> count;
            case Double count when count >= 0 && count <= TOKENS_MAX && count == Math.rint(count) -> count.longValue();
            case String digits when DIGITS.matcher(digits).matches() -> tokens(Long.valueOf(digits));
            case null, default -> -1;
        };
    }
}
