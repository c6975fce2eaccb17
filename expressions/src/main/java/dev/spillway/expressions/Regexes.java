package dev.spillway.expressions;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The regular expressions of a language: compiled once, at load, and bounded in size and work.
 *
 * <p>RE2 matches in time linear in the text, yet it compiles {@code ((a{1000}){1000}){1000}} by writing it out, until no
 * memory is left. So the size is estimated before RE2 sees a pattern, and a pattern must be written out in its expression:
 * one that came with a request would be compiled on an event loop.
 */
final class Regexes {
    private final Limits limits;
    private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();

    Regexes(Limits limits) {
        this.limits = limits;
    }

    /** Compiles a pattern; returns what is wrong with it, or empty. */
    Optional<String> add(String source) {
        if (RegexSize.of(source) > limits.regexMax()) {
            return Optional.of(tooLarge());
        }
        try {
            Pattern pattern = Pattern.compile(source);
            if (pattern.programSize() > limits.regexMax()) {
                return Optional.of(tooLarge());
            }
            compiled.put(source, pattern);
            return Optional.empty();
        } catch (PatternSyntaxException wrong) {
            return Optional.of("the regular expression is wrong: " + wrong.getDescription());
        }
    }

    /** Whether a pattern that was added occurs in a text. */
    boolean matches(String text, String source) {
        Pattern pattern = compiled.get(source);
        if (pattern == null) {
            throw new IllegalArgumentException("a regular expression that was not compiled at load");
        }
        if (!allows(text, pattern)) {
            throw new IllegalArgumentException("a text that is too long for its regular expression");
        }
        return pattern.matcher(text).find();
    }

    /** A pattern that was added. */
    Optional<Pattern> find(String source) {
        return Optional.ofNullable(compiled.get(source));
    }

    /** Whether matching the text is no more work than it may be. */
    boolean allows(String text, Pattern pattern) {
        return (long) text.length() * pattern.programSize() <= limits.regexWorkMax();
    }

    private String tooLarge() {
        return "the regular expression is too large: over " + limits.regexMax()
                + " steps once repetitions are written out";
    }
}
