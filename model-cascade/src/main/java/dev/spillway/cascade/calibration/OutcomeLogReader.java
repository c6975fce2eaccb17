package dev.spillway.cascade.calibration;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads a log of outcomes: comma-separated, with a header, one row for each query and model.
 *
 * <p>The columns are found by name, in any order: {@code query_id}, {@code model}, {@code correct} (0, 1 or a score in
 * between) and {@code cost} must be there; {@code confidence} and {@code latency_ms} may be missing or empty, which means
 * unknown; others are ignored. A row that can't be used is left out and reported with its line, never dropped in silence.
 */
public final class OutcomeLogReader {
    /** A row, or the header, that can't be used: where, and what is wrong with which value. */
    public record Problem(int line, String what) {
        @Override
        public String toString() {
            return "line " + line + ": " + what;
        }
    }

    /**
     * What was read.
     *
     * @param log every usable row, its models from the cheapest to the dearest by mean cost
     * @param problems every row that was left out, in order
     * @param rows how many rows there were, usable or not
     */
    public record Reading(OutcomeLog log, List<Problem> problems, int rows) {}

    private static final Set<String> UNKNOWN = Set.of("", "nan", "null", "none", "na", "n/a");

    private final ConfidenceScale scale;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> queries = new LinkedHashMap<>();
    private final Map<String, List<Row>> byModel = new LinkedHashMap<>();
    private final Set<String> pairs = new HashSet<>();

    private record Row(int query, double correct, double confidence, double cost, double latencyMillis) {}

    private OutcomeLogReader(ConfidenceScale scale) {
        this.scale = scale;
    }

    /**
     * Reads the whole log.
     *
     * @throws IOException where the source can't be read
     */
    public static Reading read(Reader source, ConfidenceScale scale) throws IOException {
        return new OutcomeLogReader(scale).read(new CsvRecords(source.readAllAsString()));
    }

    private Reading read(CsvRecords records) {
        int rows = 0;
        CsvRecords.Line header = records.next();
        if (header == null) {
            problems.add(new Problem(1, "the log is empty: it has no header"));
        } else {
            Map<String, Integer> columns = columns(header);
            for (CsvRecords.Line line = records.next(); line != null; line = records.next()) {
                rows++;
                if (!columns.isEmpty() && !read(line, columns, header.fields().size())) {
                    records.resumeAfter(line); // a quote too many must not take the rows below with it
                }
            }
        }
        return new Reading(log().byCost(), List.copyOf(problems), rows);
    }

    private Map<String, Integer> columns(CsvRecords.Line header) {
        if (header.problem() != null) {
            problems.add(new Problem(header.number(), "the header can't be read: " + header.problem()));
            return Map.of();
        }
        Map<String, Integer> columns = new HashMap<>();
        for (int at = 0; at < header.fields().size(); at++) {
            String name = header.fields().get(at).strip().toLowerCase(Locale.ROOT);
            if (columns.put(name, at) != null && !name.isEmpty()) {
                problems.add(new Problem(header.number(), "the column " + name + " is there twice"));
                return Map.of();
            }
        }
        List<String> missing = List.of("query_id", "model", "correct", "cost").stream()
                .filter(name -> !columns.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            problems.add(new Problem(
                    header.number(),
                    "the header has no column " + String.join(", ", missing) + "; it is: "
                            + String.join(",", header.fields())));
            return Map.of();
        }
        return columns;
    }

    /** Whether the record is whole; one that is, but can't be used, is a matter of its own line only. */
    private boolean read(CsvRecords.Line line, Map<String, Integer> columns, int width) {
        if (line.problem() != null) {
            problems.add(new Problem(line.number(), line.problem()));
            return false;
        }
        if (line.fields().size() != width) {
            problems.add(
                    new Problem(line.number(), "the row has " + line.fields().size() + " fields, the header " + width));
            return line.breaks() == 0;
        }
        try {
            add(new Fields(line.fields(), columns));
        } catch (BadRow bad) {
            problems.add(new Problem(line.number(), String.valueOf(bad.getMessage())));
        }
        return true;
    }

    private void add(Fields fields) throws BadRow {
        String query = fields.name("query_id");
        String model = fields.name("model");
        double correct = fields.number("correct", "a score in [0, 1]");
        double cost = fields.number("cost", "an amount, 0 or more");
        double confidence = fields.numberOrUnknown("confidence", scale.range());
        double latency = fields.numberOrUnknown("latency_ms", "milliseconds, 0 or more");
        check(correct >= 0 && correct <= 1, "correct", correct, "a score in [0, 1]");
        check(cost >= 0 && cost < Double.POSITIVE_INFINITY, "cost", cost, "an amount, 0 or more");
        check(scale.admits(confidence), "confidence", confidence, scale.range());
        check(!(latency < 0 || latency == Double.POSITIVE_INFINITY), "latency_ms", latency, "milliseconds, 0 or more");
        if (!pairs.add(query + '\0' + model)) {
            throw new BadRow("a second row for query \"" + query + "\" and model \"" + model + "\"; the first counts");
        }
        int position = queries.computeIfAbsent(query, _ -> queries.size());
        byModel.computeIfAbsent(model, _ -> new ArrayList<>())
                .add(new Row(position, correct, confidence, cost, latency));
    }

    private static void check(boolean legal, String column, double value, String range) throws BadRow {
        if (!legal) {
            throw new BadRow(column + " is " + value + ", not " + range);
        }
    }

    private OutcomeLog log() {
        LinkedHashMap<String, OutcomeLog.Column> columns = new LinkedHashMap<>();
        byModel.forEach((model, rows) -> {
            OutcomeLog.Column column = OutcomeLog.Column.missing(queries.size());
            for (Row row : rows) {
                column.correct()[row.query] = row.correct;
                column.confidence()[row.query] = row.confidence;
                column.cost()[row.query] = row.cost;
                column.latencyMillis()[row.query] = row.latencyMillis;
            }
            columns.put(model, column);
        });
        return new OutcomeLog(scale, List.copyOf(queries.keySet()), columns);
    }

    /** The fields of one row, by column. */
    private record Fields(List<String> values, Map<String, Integer> columns) {
        String name(String column) throws BadRow {
            String value = text(column);
            if (value.isEmpty()) {
                throw new BadRow(column + " is empty");
            }
            return value;
        }

        double number(String column, String range) throws BadRow {
            String value = text(column);
            if (UNKNOWN.contains(value.toLowerCase(Locale.ROOT))) {
                throw new BadRow(column + " is empty, not " + range);
            }
            try {
                return Double.parseDouble(value);
            } catch (NumberFormatException _) {
                throw new BadRow(column + " is \"" + value + "\", not " + range);
            }
        }

        double numberOrUnknown(String column, String range) throws BadRow {
            return UNKNOWN.contains(text(column).toLowerCase(Locale.ROOT)) ? Double.NaN : number(column, range);
        }

        private String text(String column) {
            Integer at = columns.get(column);
            return at == null ? "" : values.get(at).strip();
        }
    }

    private static final class BadRow extends Exception {
        private static final long serialVersionUID = 1;

        BadRow(String what) {
            super(what, null, false, false);
        }
    }
}
