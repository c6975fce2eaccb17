package dev.spillway.gateway.edge.rest;

import dev.spillway.core.Entry;
import dev.spillway.core.Journal;
import java.util.List;

/**
 * A view of the journal as the header {@code Server-Timing} (W3C): durations in milliseconds. It names steps as the
 * configuration does, never hosts.
 */
final class ServerTiming {
    private static final int ENTRIES_MOST = 16;
    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;

    private ServerTiming() {}

    /** What happened so far; the whole first. */
    static String of(Journal journal) {
        StringBuilder header = new StringBuilder(128).append("total;dur=");
        millis(header, journal.sinceBeginning());
        List<Entry> entries = journal.entries();
        for (int i = 0; i < Math.min(entries.size(), ENTRIES_MOST); i++) {
            Entry entry = entries.get(i);
            header.append(", ");
            token(header, entry.path());
            header.append(";dur=");
            millis(header, entry.usedNanos());
            header.append(";desc=").append(Entry.word(entry.status()));
        }
        return header.toString();
    }

    private static void millis(StringBuilder header, long nanos) {
        long micros = nanos % MILLIS / MICROS;
        header.append(nanos / MILLIS).append('.');
        header.append((char) ('0' + micros / 100))
                .append((char) ('0' + micros / 10 % 10))
                .append((char) ('0' + micros % 10));
    }

    /** A name as the header's grammar allows it: what is no letter, digit, dash or underscore is a dot. */
    private static void token(StringBuilder header, String path) {
        for (int i = 0; i < path.length(); i++) {
            char one = path.charAt(i);
            boolean plain = one < 128 && (Character.isLetterOrDigit(one) || one == '-' || one == '_');
            header.append(plain ? one : '.');
        }
        if (path.isEmpty()) {
            header.append("step");
        }
    }
}
