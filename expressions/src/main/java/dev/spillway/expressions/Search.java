package dev.spillway.expressions;

/**
 * Searches a text in linear time, and charges for what it looked at.
 *
 * <p>It begins as everyone would: look for the first character, compare from there. Where comparing has cost more than
 * {@value #PATIENCE} times what was passed, it goes on with Knuth, Morris and Pratt's automaton (SIAM J. Comput. 6(2), 1977), which
 * never looks at a character twice. {@code String.indexOf} takes the product of both lengths for some texts.
 */
final class Search {
    private static final int PATIENCE = 4;
    private static final int START = 64;

    private Search() {}

    static boolean contains(Meter meter, String text, String term) {
        return indexOf(meter, text, term, 0) >= 0;
    }

    /** Where the term begins, in UTF-16 units; negative where it does not occur at or after {@code from}. */
    static int indexOf(Meter meter, String text, String term, int from) {
        int last = text.length() - term.length();
        if (term.isEmpty()) {
            return from <= text.length() ? from : -1;
        }
        long compared = 0;
        char first = term.charAt(0);
        int at = from;
        while (at <= last) {
            int hit = text.indexOf(first, at, last + 1);
            meter.charge(Prices.HIT + ((hit < 0 ? last - at : hit - at) >> Prices.SCANNED_SHIFT));
            if (hit < 0) {
                return -1;
            }
            int same = same(text, hit, term);
            meter.charge((long) same * Prices.COMPARED);
            if (same == term.length()) {
                return hit;
            }
            at = hit + 1;
            compared += same;
            if (compared > START + (long) PATIENCE * (at - from)) {
                return automaton(meter, text, term, at);
            }
        }
        return -1;
    }

    /** Where the last occurrence that begins at {@code from} or before begins; negative where there is none. */
    static int lastIndexOf(Meter meter, String text, String term, int from) {
        int start = Math.min(from, text.length() - term.length());
        if (start < 0 || term.isEmpty()) {
            return start < 0 ? -1 : start;
        }
        long compared = 0;
        for (int at = start; at >= 0; at--) {
            int hit = text.lastIndexOf(term.charAt(0), at);
            meter.charge(Prices.HIT + (long) (at - hit) * Prices.COMPARED);
            if (hit < 0) {
                return -1;
            }
            int same = same(text, hit, term);
            meter.charge((long) same * Prices.COMPARED);
            if (same == term.length()) {
                return hit;
            }
            at = hit;
            compared += same;
            if (compared > START + (long) PATIENCE * (start - at)) {
                return backwards(meter, text, term, hit - 1 + term.length());
            }
        }
        return -1;
    }

    private static int same(String text, int at, String term) {
        int same = 0;
        while (same < term.length() && text.charAt(at + same) == term.charAt(same)) {
            same++;
        }
        return same;
    }

    private static int automaton(Meter meter, String text, String term, int from) {
        meter.charge(
                (long) term.length() * Prices.AUTOMATON_STATE + (long) (text.length() - from) * Prices.AUTOMATON_STEP);
        int[] border = borders(term);
        int state = 0;
        for (int at = from; at < text.length(); at++) {
            char next = text.charAt(at);
            while (state > 0 && term.charAt(state) != next) {
                state = border[state - 1];
            }
            state += term.charAt(state) == next ? 1 : 0;
            if (state == term.length()) {
                return at + 1 - state;
            }
        }
        return -1;
    }

    /** The automaton of the reversed term over the reversed text, whose last unit is that before {@code end}. */
    private static int backwards(Meter meter, String text, String term, int end) {
        meter.charge((long) term.length() * Prices.AUTOMATON_STATE + (long) Math.max(0, end) * Prices.AUTOMATON_STEP);
        String reversed = reversed(term);
        int[] border = borders(reversed);
        int state = 0;
        for (int at = end - 1; at >= 0; at--) {
            char next = text.charAt(at);
            while (state > 0 && reversed.charAt(state) != next) {
                state = border[state - 1];
            }
            state += reversed.charAt(state) == next ? 1 : 0;
            if (state == reversed.length()) {
                return at;
            }
        }
        return -1;
    }

    /** By units, not code points: a pair that was turned round is turned back in neither text. */
    private static String reversed(String term) {
        char[] units = new char[term.length()];
        for (int i = 0; i < units.length; i++) {
            units[i] = term.charAt(units.length - 1 - i);
        }
        return new String(units);
    }

    /** For each prefix, the length of the longest proper prefix that is its suffix, too. */
    private static int[] borders(String term) {
        int[] border = new int[term.length()];
        int length = 0;
        for (int i = 1; i < border.length; i++) {
            while (length > 0 && term.charAt(length) != term.charAt(i)) {
                length = border[length - 1];
            }
            length += term.charAt(length) == term.charAt(i) ? 1 : 0;
            border[i] = length;
        }
        return border;
    }
}
