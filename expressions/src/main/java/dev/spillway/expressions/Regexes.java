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
    private static final int FEW = 8;

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

    /** Whether a pattern occurs in a text. Each character may be on every instruction at once. */
    boolean occurs(Meter meter, String text, Pattern pattern) {
        long perCharacter = (long) Prices.REGEX * pattern.programSize();
        long whole = perCharacter * (text.length() + 1L);
        if (whole <= meter.remaining() / FEW) {
            meter.charge(whole);
            return pattern.matcher(text).find();
        }
        return pattern.matcher(new Read(text, meter, perCharacter)).find(); // may be decided by the first few
    }

    /** A text that charges for each character that is read. */
    private record Read(String text, Meter meter, long perCharacter) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            meter.charge(perCharacter);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A pattern that was added. */
    Optional<Pattern> find(String source) {
        return Optional.ofNullable(compiled.get(source));
    }
}
