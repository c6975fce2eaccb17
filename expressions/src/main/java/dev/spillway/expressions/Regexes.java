package dev.spillway.expressions;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The regular expressions of a language: compiled once, at load, and bounded in size and work.
 *
 * <p>A pattern must be written out in its expression: one that came with a request would be compiled on an event loop.
 */
final class Regexes {
    private final Limits limits;
    private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();

    Regexes(Limits limits) {
        this.limits = limits;
    }

    /** Compiles a pattern; returns what is wrong with it, or empty. */
    Optional<String> add(String source) {
        try {
            compiled.put(source, BoundedPattern.of(source, limits).pattern());
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
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
}
