package dev.spillway.rules.table;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a CSV file (RFC 4180) with the names of their columns, as spreadsheets export them: separated by commas, semicolons or
 * tabs, whichever the first line holds most of, or by what a line {@code sep=;} before it says. Lines that begin with {@code #},
 * rows without any text, and columns without any text behind the last name are passed over. Blanks around a cell, no-break ones
 * included, are no part of it.
 *
 * @param columns as the first line names them
 * @param rows by column
 * @param lines where each row begins in the file, from 1
 */
public record CsvRows(List<String> columns, List<Map<String, String>> rows, List<Integer> lines) {
    private static final int FIELD_MOST = 64 << 10;

    /** The first line of a file that Excel is told its separator by. */
    private static final Pattern SEPARATOR_HINT = Pattern.compile("(?i)\"?sep=([,;\t])\"?[ \t]*(?=\\R|$)");

    public CsvRows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
    }

    /** Reads a file's text; a problem's line is that of the file. */
    public static Compilation<CsvRows> read(String text) {
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Matcher hint = SEPARATOR_HINT.matcher(bare);
        String separator = hint.lookingAt() ? hint.group(1) : separator(bare);
        String table = hint.lookingAt() ? "#" + bare : bare; // a note, so that the lines keep their numbers
        List<CsvRecord> records = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.READ)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(FIELD_MOST)
                .ofCsvRecord(table)) {
            for (CsvRecord each : reader) {
                if (each.isComment()) {
                    checkNote(each, problems);
                } else if (!Blanks.areAll(each.getFields())) {
                    records.add(each);
                }
            }
        } catch (CsvParseException | java.io.IOException cause) {
            int line = records.isEmpty() ? 1 : (int) records.getLast().getStartingLineNumber() + 1;
            return wrong(line, "the table can't be read from here on", "a quote that is opened must be closed");
        }
        return records.isEmpty()
                ? wrong(1, "the table is empty", "its first line names the columns")
                : table(records, problems);
    }

    /** A line that begins with the word of a spreadsheet's error is not meant as a note. */
    private static void checkNote(CsvRecord note, List<Problem> problems) {
        String text = "#" + note.getField(0);
        if (Blanks.isSpreadsheetError(text)) {
            problems.add(new Problem(
                    "",
                    (int) note.getStartingLineNumber(),
                    1,
                    "this row begins with an error of the spreadsheet: " + text,
                    "correct the formula and export the table again"));
        }
    }

    private static String separator(String text) {
        String first = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        String best = count(first, ";") > count(first, ",") ? ";" : ",";
        long tabs = count(first, "\t"); // which no one types into a name
        if (tabs > 0 && tabs >= count(first, best)) {
            best = "\t";
        }
        return best;
    }

    private static long count(String line, String separator) {
        return line.chars().filter(c -> c == separator.charAt(0)).count();
    }

    private static Compilation<CsvRows> table(List<CsvRecord> records, List<Problem> problems) {
        CsvRecord head = records.getFirst();
        List<String> columns = new ArrayList<>();
        head.getFields().forEach(name -> columns.add(Blanks.strip(name)));
        while (columns.size() > 1 && columns.getLast().isEmpty()) {
            columns.removeLast(); // a cell without text that was once touched makes a column of a spreadsheet
        }
        checkNames(columns, (int) head.getStartingLineNumber(), problems);
        List<Map<String, String>> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (CsvRecord each : records.subList(1, records.size())) {
            int line = (int) each.getStartingLineNumber();
            int extra = Math.min(columns.size(), each.getFieldCount());
            if (each.getFieldCount() < columns.size()
                    || !Blanks.areAll(each.getFields().subList(extra, each.getFieldCount()))) {
                problems.add(new Problem(
                        "",
                        line,
                        1,
                        "this row has " + each.getFieldCount() + " cells, and the first line names " + columns.size()
                                + " columns",
                        "leave a cell empty rather than out; a cell with a comma in it goes into double quotes"));
                continue;
            }
            Map<String, String> row = LinkedHashMap.newLinkedHashMap(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), Blanks.strip(each.getField(i)));
            }
            rows.add(row);
            lines.add(line);
        }
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new CsvRows(columns, rows, lines))
                : new Compilation.Rejected<>(problems);
    }

    private static void checkNames(List<String> columns, int line, List<Problem> problems) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column.isEmpty() || !seen.add(column)) {
                problems.add(new Problem(
                        "",
                        line,
                        1,
                        column.isEmpty() ? "a column has no name" : "two columns are called '" + column + "'",
                        "the first line gives each column a name of its own"));
            }
        }
    }

    private static Compilation<CsvRows> wrong(int line, String message, String suggestion) {
        return new Compilation.Rejected<>(List.of(new Problem("", line, 1, message, suggestion)));
    }
}
