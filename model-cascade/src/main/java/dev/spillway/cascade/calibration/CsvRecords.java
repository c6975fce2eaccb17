package dev.spillway.cascade.calibration;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a comma-separated text, as RFC 4180 writes them: quoted fields may hold commas, quotes (doubled) and line
 * breaks. Lines that are wholly empty are passed over; a byte-order mark at the start is not part of the first field.
 *
 * <p>A quote that is opened by mistake would swallow the lines up to the next one, or up to the end. A record that spans
 * lines and is not what the reader expected can therefore be given up with {@link #resumeAfter}: reading then goes on
 * with the line below its first.
 */
final class CsvRecords {
    /**
     * One record.
     *
     * @param number the line on which it begins, from 1
     * @param problem what is wrong with its quoting; null where nothing is
     */
    record Line(int number, List<String> fields, @Nullable String problem) {
        /** How many lines it spans beside the first. */
        int breaks() {
            int breaks = 0;
            for (String field : fields) {
                for (int at = 0; at < field.length(); at++) {
                    breaks += endsLine(field, at) ? 1 : 0;
                }
            }
            return breaks;
        }
    }

    private static final char MARK = '\uFEFF';

    private final String text;
    private final List<Integer> lineStarts = new ArrayList<>();
    private Iterator<CsvRecord> records = Collections.emptyIterator();
    private int skippedLines;
    private int nextLine;

    CsvRecords(String text) {
        this.text = !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
        lineStarts.add(0);
        for (int at = 0; at < this.text.length(); at++) {
            if (endsLine(this.text, at)) {
                lineStarts.add(at + 1);
            }
        }
        skip(0);
    }

    /** The next record; null at the end. */
    @Nullable
    Line next() {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            Line line = new Line(skippedLines + (int) record.getStartingLineNumber(), record.getFields(), null);
            nextLine = line.number + 1 + line.breaks();
            return line;
        } catch (CsvParseException _) { // its message counts lines from where the reading was resumed
            return new Line(
                    nextLineWithText(),
                    List.of(),
                    "its quotes are wrong: one is never closed, or text follows a closed one");
        }
    }

    /** Gives a record up and goes on with the line below its first. */
    void resumeAfter(Line line) {
        skip(line.number);
    }

    private void skip(int lines) {
        skippedLines = lines;
        nextLine = lines + 1;
        records = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(lines < lineStarts.size() ? text.substring(lineStarts.get(lines)) : "")
                .iterator();
    }

    private int nextLineWithText() {
        int line = nextLine;
        while (line < lineStarts.size() && isBreak(lineStarts.get(line - 1))) {
            line++;
        }
        return line;
    }

    private boolean isBreak(int at) {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private static boolean endsLine(String text, int at) {
        char c = text.charAt(at);
        return c == '\n' || (c == '\r' && !text.startsWith("\n", at + 1));
    }
}
