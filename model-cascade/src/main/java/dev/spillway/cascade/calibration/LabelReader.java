package dev.spillway.cascade.calibration;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what the right answers to queries are: comma-separated values with the columns {@code query_id} and {@code label};
 * others are ignored. What can't be used is told by its line and left out.
 */
public final class LabelReader {
    /**
     * What was read.
     *
     * @param labels by query
     * @param problems every row that was left out, in order
     */
    public record Reading(Map<String, String> labels, List<OutcomeLogReader.Problem> problems) {}

    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<OutcomeLogReader.Problem> problems = new ArrayList<>();

    private LabelReader() {}

    /**
     * Reads all labels.
     *
     * @throws IOException where the source can't be read
     */
    public static Reading read(Reader source) throws IOException {
        LabelReader reader = new LabelReader();
        reader.read(new CsvRecords(source.readAllAsString()));
        return new Reading(reader.labels, List.copyOf(reader.problems));
    }

    private void read(CsvRecords records) {
        CsvRecords.Line header = records.next();
        List<String> names = header == null
                ? List.of()
                : header.fields().stream()
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .toList();
        int query = names.indexOf("query_id");
        int label = names.indexOf("label");
        if (query < 0 || label < 0) {
            problem(1, "the header has no columns query_id and label; it is: " + String.join(",", names));
            return;
        }
        for (CsvRecords.Line line = records.next(); line != null; line = records.next()) {
            if (!add(line, names.size(), query, label)) {
                records.resumeAfter(line); // a quote too many must not take the rows below with it
            }
        }
    }

    /** Whether the record is whole; one that is, but can't be used, is a matter of its own line only. */
    private boolean add(CsvRecords.Line line, int width, int query, int label) {
        if (line.problem() != null) {
            problem(line.number(), line.problem());
            return false;
        }
        if (line.fields().size() != width) {
            problem(line.number(), "the row has " + line.fields().size() + " fields, the header " + width);
            return line.breaks() == 0;
        }
        String id = line.fields().get(query).strip();
        if (id.isEmpty()) {
            problem(line.number(), "query_id is empty");
        } else if (labels.putIfAbsent(id, line.fields().get(label).strip()) != null) {
            problem(line.number(), "a second label for query \"" + id + "\"; the first counts");
        }
        return true;
    }

    private void problem(int line, String what) {
        problems.add(new OutcomeLogReader.Problem(line, what));
    }
}
