package dev.spillway.expressions;

/**
 * About how many instructions a regular expression has once its repetitions are written out; never much less.
 *
 * <p>An atom counts as one, a group as its content, a repetition as that many times what it repeats.
 */
final class RegexSize {
    private static final long ENOUGH = 1L << 40; // so that nothing overflows
    private static final int DEPTH_MAX = 200;

    private final String pattern;
    private int at;

    private RegexSize(String pattern) {
        this.pattern = pattern;
    }

    static long of(String pattern) {
        return new RegexSize(pattern).whole();
    }

    private long whole() {
        long size = 0;
        while (at < pattern.length()) {
            size = Math.min(ENOUGH, size + group(0));
            at++; // a closing parenthesis too many
        }
        return size;
    }

    /** Up to the closing parenthesis or the end. */
    private long group(int depth) {
        if (depth > DEPTH_MAX) {
            return ENOUGH;
        }
        long size = 0;
        while (at < pattern.length() && pattern.charAt(at) != ')') {
            size = Math.min(ENOUGH, size + repeated(atom(depth)));
        }
        return size;
    }

    private long atom(int depth) {
        switch (pattern.charAt(at++)) {
            case '(' -> {
                long inside = group(depth + 1);
                at++;
                return inside + 2;
            }
            case '\\' -> escape();
            case '[' -> skipClass();
            default -> {
                // one instruction
            }
        }
        return 1;
    }

    private void escape() {
        if (pattern.startsWith("Q", at)) {
            int end = pattern.indexOf("\\E", at);
            at = end < 0 ? pattern.length() : end; // literal text has no repetitions
        } else if (pattern.startsWith("x{", at) || pattern.startsWith("p{", at) || pattern.startsWith("P{", at)) {
            int end = pattern.indexOf('}', at);
            at = end < 0 ? pattern.length() : end + 1;
        } else {
            at++;
        }
    }

    private void skipClass() {
        at += pattern.startsWith("^", at) ? 1 : 0;
        at += pattern.startsWith("]", at) ? 1 : 0; // there it stands for itself
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private long repeated(long atom) {
        long size = atom;
        while (at < pattern.length()) {
            switch (pattern.charAt(at)) {
                case '*', '+', '?' -> {
                    at++;
                    size++;
                }
                case '{' -> {
                    long times = times();
                    if (times < 0) {
                        return size;
                    }
                    size = Math.min(ENOUGH, (size + 1) * Math.max(1, times));
                }
                default -> {
                    return size;
                }
            }
        }
        return size;
    }

    /** The larger number of {@code {n,m}}, moving behind it; negative where the brace stands for itself. */
    private long times() {
        int end = pattern.indexOf('}', at);
        String inside = end < 0 ? "" : pattern.substring(at + 1, end);
        if (!inside.matches("\\d{1,6}(,\\d{0,6})?")) {
            return -1;
        }
        at = end + 1;
        int comma = inside.indexOf(',');
        long least = Long.parseLong(comma < 0 ? inside : inside.substring(0, comma));
        String most = comma < 0 ? "" : inside.substring(comma + 1);
        return most.isEmpty() ? least : Math.max(least, Long.parseLong(most));
    }
}
