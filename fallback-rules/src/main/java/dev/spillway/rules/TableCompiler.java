package dev.spillway.rules;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Problem;
import dev.spillway.rules.source.FieldType;
import dev.spillway.rules.source.TableSource;
import dev.spillway.rules.source.Vocabulary;
import dev.spillway.rules.table.Cell;
import dev.spillway.rules.table.Cells;
import dev.spillway.rules.table.DecisionTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compiles a rule's decision table, or says everything that is wrong with it. */
final class TableCompiler {
    /** A larger table is a database. */
    static final int ROWS_MOST = 10_000;

    private static final int PROBLEMS_MOST = 20; // of one table: a mistake in a column is one in every row

    private final String path;
    private final TableSource source;
    private final Terms terms;
    private final Vocabulary vocabulary;
    private final List<Problem> problems = new ArrayList<>();

    TableCompiler(String path, TableSource source, Terms terms, Vocabulary vocabulary) {
        this.path = path;
        this.source = source;
        this.terms = terms;
        this.vocabulary = vocabulary;
    }

    /** The compiled table; null where there are problems, which the consumer got. */
    @Nullable
    RuleTable compile(Set<String> presumed, Consumer<Problem> out) {
        int rows = source.rows().size();
        if (rows == 0 || rows > ROWS_MOST) {
            problem("", "a table has 1 to " + ROWS_MOST + " rows, not " + rows, "");
        }
        if (source.columns().isEmpty()) {
            problem(
                    ".columns",
                    "no column compares anything",
                    "name at least one, and what it compares: `columns: { days: shipment.daysLate }`");
        }
        List<String> names = List.copyOf(source.columns().keySet());
        List<@Nullable Expression> columns = new ArrayList<>();
        source.columns().forEach((name, text) -> columns.add(terms.column(path + ".columns." + name, text, presumed)));
        Set<String> results = results();
        checkColumns(names, results);
        List<List<Cell>> cells = cells(names);
        checkMixtures(names, cells);
        List<Map<String, @Nullable Object>> values = values(results);
        if (problems.isEmpty()) {
            DecisionTable table = new DecisionTable(names.size(), cells);
            checkReach(table);
            if (problems.isEmpty() && !columns.contains(null)) {
                return new RuleTable(names, withoutNulls(columns), table, values);
            }
        }
        problems.stream().limit(PROBLEMS_MOST).forEach(out);
        return null;
    }

    private static List<Expression> withoutNulls(List<@Nullable Expression> columns) {
        List<Expression> all = new ArrayList<>();
        for (Expression column : columns) {
            if (column != null) {
                all.add(column);
            }
        }
        return all;
    }

    /** The columns that compare nothing. One that most rows lack is rather a misspelt one. */
    Set<String> results() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        source.rows().forEach(row -> row.keySet().forEach(name -> counts.merge(name, 1, Integer::sum)));
        Set<String> results = new LinkedHashSet<>();
        counts.forEach((name, count) -> {
            if (!source.columns().containsKey(name) && 2 * count > source.rows().size()) {
                results.add(name);
            }
        });
        return results;
    }

    private void checkColumns(List<String> names, Set<String> results) {
        Set<String> written = new LinkedHashSet<>();
        source.rows().forEach(row -> written.addAll(row.keySet()));
        for (String name : names) {
            if (!source.rows().isEmpty() && !written.contains(name)) {
                problem(
                        ".columns." + name,
                        "the rows have no column '" + name + "'",
                        written.isEmpty() ? "" : Terms.meant(name, written));
            }
        }
        for (int i = 0; i < source.rows().size(); i++) {
            for (String name : source.rows().get(i).keySet()) {
                if (!names.contains(name) && !results.contains(name)) {
                    problem(
                            ".rows[" + i + "]." + name,
                            "the table has no column '" + name + "'",
                            Terms.meant(name, both(names, results)));
                }
            }
        }
    }

    private static Set<String> both(List<String> some, Set<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return all;
    }

    private List<List<Cell>> cells(List<String> names) {
        List<List<Cell>> cells = new ArrayList<>();
        for (int i = 0; i < source.rows().size(); i++) {
            List<Cell> row = new ArrayList<>();
            for (String name : names) {
                row.add(cell(".rows[" + i + "]." + name, source.rows().get(i).get(name), type(name)));
            }
            cells.add(row);
        }
        return cells;
    }

    /** A text in a column that compares numbers elsewhere would never match; in quotes it says that it is meant. */
    private void checkMixtures(List<String> names, List<List<Cell>> cells) {
        for (int column = 0; column < names.size(); column++) {
            int compares = 0;
            while (compares < cells.size() && !(cells.get(compares).get(column) instanceof Cell.Within)) {
                compares++;
            }
            for (int row = 0; row < cells.size() && compares < cells.size(); row++) {
                String name = names.get(column);
                boolean isText = cells.get(row).get(column) instanceof Cell.OneOf
                        || cells.get(row).get(column) instanceof Cell.NoneOf;
                List<String> texts =
                        isText ? Cells.bareTexts(source.rows().get(row).get(name)) : List.of();
                if (!texts.isEmpty()) {
                    problem(
                            ".rows[" + row + "]." + name,
                            "'" + texts.getFirst() + "' is a text in a column that row " + (compares + 1)
                                    + " compares with a number",
                            "correct it, or put it into quotes if the field holds texts too: '" + texts.getFirst()
                                    + "'");
                }
            }
        }
    }

    private Cell cell(String place, @Nullable Object written, FieldType type) {
        return switch (Cells.condition(written)) {
            case Compilation.Compiled<Cell>(var cell) -> {
                Types.misfit(cell, type)
                        .ifPresent(misfit -> problem(place, misfit, "correct the cell, or empty it to match anything"));
                yield cell;
            }
            case Compilation.Rejected<Cell>(var wrong) -> {
                wrong.forEach(one -> problems.add(one.under(path + place)));
                yield new Cell.Any();
            }
        };
    }

    /** What a column compares, where it is a field of the request. */
    private FieldType type(String column) {
        String compared = source.columns().getOrDefault(column, "").strip();
        Map<String, FieldType> fields = vocabulary.request();
        String prefix = Bound.REQUEST + ".";
        return fields == null || !compared.startsWith(prefix)
                ? FieldType.ANY
                : fields.getOrDefault(compared.substring(prefix.length()), FieldType.ANY);
    }

    private List<Map<String, @Nullable Object>> values(Set<String> results) {
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        for (int i = 0; i < source.rows().size(); i++) {
            Map<String, @Nullable Object> row = source.rows().get(i);
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            for (String name : results) {
                if (!row.containsKey(name)) {
                    problem(".rows[" + i + "]", "this row has no '" + name + "'", "each row has all results");
                }
                result.put(name, row.get(name));
            }
            values.add(Collections.unmodifiableMap(result));
        }
        return values;
    }

    private void checkReach(DecisionTable table) {
        for (int row = 1; row < table.size() && problems.size() < PROBLEMS_MOST; row++) {
            int earlier = table.shadowing(row);
            if (earlier != DecisionTable.NONE) {
                problem(
                        ".rows[" + row + "]",
                        "row " + (row + 1) + " can never match: row " + (earlier + 1) + " matches whenever it would",
                        "move it before row " + (earlier + 1) + ", narrow that one, or remove this one");
            }
        }
    }

    private void problem(String place, String message, String suggestion) {
        problems.add(new Problem(path + place, 1, 1, message, suggestion));
    }
}
