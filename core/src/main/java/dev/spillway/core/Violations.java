package dev.spillway.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The one collector of what is wrong with a request: keeps the first few in full and counts the rest.
 *
 * <p>What it keeps is bounded in number and in bytes, so that no request makes an answer much larger than itself, and so that
 * the answer fits the 8 KiB of metadata that gRPC clients take by default. Not thread-safe; belongs to one request.
 */
public final class Violations {
    /** How many are kept at most. */
    public static final int COUNT_MAX = 20;

    /** How many bytes of UTF-8 the kept ones have at most, all together. */
    public static final int BYTES_MAX = 2_560;

    private static final int FIELD_MAX = 160; // characters
    private static final int TEXT_MAX = 300;

    private final List<Violation> kept = new ArrayList<>(0);
    private long count;
    private int bytes;
    private boolean isFull;
    private boolean isCut;

    /** Adds one; of a long text only the beginning is kept. */
    public void add(String field, String problem, String mend) {
        count++;
        if (isFull) {
            return;
        }
        Violation violation =
                new Violation(clipped(field, FIELD_MAX), clipped(problem, TEXT_MAX), clipped(mend, TEXT_MAX));
        int size = size(violation);
        isFull = kept.size() == COUNT_MAX || (bytes + size > BYTES_MAX && !kept.isEmpty());
        if (!isFull) {
            kept.add(violation);
            bytes += size;
        }
    }

    /** Counts one that is not told any more; for callers who ask {@link #isFull} before they make a text. */
    public void addUntold() {
        count++;
        isFull = true;
    }

    /** Adds what another collector has; its untold ones are counted here, too. */
    public void addAll(Violations others) {
        others.kept.forEach(one -> add(one.field(), one.problem(), one.mend()));
        count += others.count - others.kept.size();
        isFull |= others.isFull;
        isCut |= others.isCut;
    }

    /** Notes that the search for violations was given up, so that there may be more than were counted. */
    public void cut() {
        isCut = true;
    }

    /** Whether further ones are only counted. */
    public boolean isFull() {
        return isFull;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** How many there are, told or not. */
    public long count() {
        return count;
    }

    /** The first ones. */
    public List<Violation> kept() {
        return List.copyOf(kept);
    }

    /** How many there are, in words. */
    public String summary() {
        if (count == 1) {
            return "one thing is wrong";
        }
        String all = (isCut ? "at least " : "") + count + " things are wrong";
        return count == kept.size() ? all : all + "; the first " + kept.size() + " are listed";
    }

    /** The refusal of the request. */
    public Outcome.Refused refusal() {
        return new Outcome.Refused(Refusal.INVALID, summary(), Duration.ZERO, kept());
    }

    /** A text, cut behind so many characters, never within one. */
    private static String clipped(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + "…";
    }

    /** As gRPC carries it, which repeats the hint in the description. */
    private static int size(Violation violation) {
        return utf8(violation.field()) + utf8(violation.problem()) + 2 * utf8(violation.mend()) + 16;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
