package dev.spillway.cascade.calibration;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads comma-separated records as RFC 4180 writes them: quoted fields may hold commas, quotes (doubled) and line breaks.
 *
 * <p>A line break may be LF, CRLF or CR. Lines that are wholly empty are passed over. A byte-order mark at the start is
 * not part of the first field.
 */
final class CsvRecords {
    /**
     * One record.
     *
     * @param line the line on which it begins, from 1
     * @param problem what is wrong with its quoting; null where nothing is
     */
    record Line(int line, List<String> fields, @Nullable String problem) {}

    private static final int END = -1;
    private static final char MARK = '\uFEFF';

    private final PushbackReader in;
    private int line = 1;
    private boolean started;

    CsvRecords(Reader in) {
        this.in = new PushbackReader(in, 1);
    }

    /** The next record; null at the end. */
    @Nullable
    Line next() throws IOException {
        while (true) {
            int begins = line;
            int first = firstOfLine();
            if (first == END) {
                return null;
            }
            if (first != '\n') {
                in.unread(first);
                return read(begins);
            }
        }
    }

    private int firstOfLine() throws IOException {
        int first = character();
        if (!started) {
            started = true;
            return first == MARK ? character() : first;
        }
        return first;
    }

    private Line read(int begins) throws IOException {
        List<String> fields = new ArrayList<>(8);
        String problem = null;
        while (true) {
            StringBuilder field = new StringBuilder();
            int c = character();
            if (c == '"') {
                String found = quoted(field);
                problem = problem == null ? found : problem;
                c = character();
                while (c != ',' && c != '\n' && c != END) {
                    problem = problem == null ? "text after a closing quote" : problem;
                    field.append((char) c);
                    c = character();
                }
            } else {
                while (c != ',' && c != '\n' && c != END) {
                    field.append((char) c);
                    c = character();
                }
            }
            fields.add(field.toString());
            if (c != ',') {
                return new Line(begins, fields, problem);
            }
        }
    }

    private @Nullable String quoted(StringBuilder field) throws IOException {
        while (true) {
            int c = character();
            if (c == END) {
                return "a quote that is never closed";
            }
            if (c == '"') {
                int after = in.read();
                if (after != '"') {
                    if (after != END) {
                        in.unread(after);
                    }
                    return null;
                }
            }
            field.append((char) c);
        }
    }

    /** The next character, every line break as one LF. */
    private int character() throws IOException {
        int c = in.read();
        if (c == '\r') {
            int after = in.read();
            if (after != '\n' && after != END) {
                in.unread(after);
            }
            c = '\n';
        }
        if (c == '\n') {
            line++;
        }
        return c;
    }
}
