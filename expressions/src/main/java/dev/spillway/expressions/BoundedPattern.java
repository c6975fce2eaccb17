package dev.spillway.expressions;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression whose size and work are bounded: RE2, which matches in time linear in the text.
 *
 * <p>RE2 compiles {@code ((a{1000}){1000}){1000}} by writing it out, until no memory is left. So the size is estimated before
 * RE2 sees a pattern.
 */
public final class BoundedPattern {
    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles a pattern. Takes too long for an event loop.
     *
     * @throws IllegalArgumentException if RE2 can't, or if it is too large; the message says which
     */
    public static BoundedPattern of(String source, Limits limits) {
        if (RegexSize.of(source) > limits.regexMax()) {
            throw tooLarge(limits);
        }
        try {
            Pattern pattern = Pattern.compile(source);
            if (pattern.programSize() > limits.regexMax()) {
                throw tooLarge(limits);
            }
            return new BoundedPattern(pattern);
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("the regular expression is wrong: " + wrong.getDescription(), wrong);
        }
    }

    private static IllegalArgumentException tooLarge(Limits limits) {
        return new IllegalArgumentException("the regular expression is too large: over " + limits.regexMax()
                + " steps once repetitions are written out");
    }

    /** Whether it occurs in a text. */
    public boolean occursIn(String text) {
        return pattern.matcher(text).find();
    }

    /** How many instructions it has: matching a text takes at most so many steps for each of its characters. */
    public int steps() {
        return pattern.programSize();
    }

    Pattern pattern() {
        return pattern;
    }
}
