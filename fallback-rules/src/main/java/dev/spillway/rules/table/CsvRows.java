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

/**
 * The rows of a CSV file (RFC 4180) with the names of their columns, as spreadsheets export them: separated by commas or
 * semicolons, whichever the first line holds more of; lines that begin with {@code #} and empty lines are passed over.
 *
 * @param columns as the first line names them
 * @param rows by column
 * @param lines where each row begins in the file, from 1
 */
public record CsvRows(List<String> columns, List<Map<String, String>> rows, List<Integer> lines) {
    private static final int FIELD_MOST = 64 << 10;

    public CsvRows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
    }

    /** Reads a file's text; a problem's line is that of the file. */
    public static Compilation<CsvRows> read(String text) {
        List<CsvRecord> records = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator(text))
                .commentStrategy(CommentStrategy.SKIP)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(FIELD_MOST)
                .ofCsvRecord(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            reader.forEach(records::add);
        } catch (CsvParseException | java.io.IOException cause) {
            int line = records.isEmpty() ? 1 : (int) records.getLast().getStartingLineNumber() + 1;
            return wrong(line, "the table can't be read from here on", "a quote that is opened must be closed");
        }
        return records.isEmpty() ? wrong(1, "the table is empty", "its first line names the columns") : table(records);
    }

    private static String separator(String text) {
        String first = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        long commas = first.chars().filter(c -> c == ',').count();
        return first.chars().filter(c -> c == ';').count() > commas ? ";" : ",";
    }

    private static Compilation<CsvRows> table(List<CsvRecord> records) {
        List<Problem> problems = new ArrayList<>();
        List<String> columns =
                records.getFirst().getFields().stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column.isEmpty() || !seen.add(column)) {
                problems.add(new Problem(
                        "",
                        (int) records.getFirst().getStartingLineNumber(),
                        1,
                        column.isEmpty() ? "a column has no name" : "two columns are called '" + column + "'",
                        "the first line gives each column a name of its own"));
            }
        }
        List<Map<String, String>> rows = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        for (CsvRecord each : records.subList(1, records.size())) {
            int line = (int) each.getStartingLineNumber();
            if (each.getFieldCount() != columns.size()) {
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
                row.put(columns.get(i), each.getField(i).strip());
            }
            rows.add(row);
            lines.add(line);
        }
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new CsvRows(columns, rows, lines))
                : new Compilation.Rejected<>(problems);
    }

    private static Compilation<CsvRows> wrong(int line, String message, String suggestion) {
        return new Compilation.Rejected<>(List.of(new Problem("", line, 1, message, suggestion)));
    }
}
