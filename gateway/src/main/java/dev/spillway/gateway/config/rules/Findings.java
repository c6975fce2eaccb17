package dev.spillway.gateway.config.rules;

import dev.spillway.expressions.Problem;
import dev.spillway.gateway.config.ConfigProblem;
import dev.spillway.gateway.config.Excerpt;
import dev.spillway.gateway.config.Position;
import dev.spillway.gateway.config.bind.Point;
import dev.spillway.gateway.config.bind.Sources;
import dev.spillway.rules.table.CsvRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects the problems of a rule set at their places: in its own file, or in the CSV file that a table came from. */
final class Findings {
    private static final Pattern CELL = Pattern.compile("(.*)\\.rows\\[(\\d+)](?:\\.(.+))?");

    private final Sources sources;
    private final Map<String, CsvFile> tables = new HashMap<>();
    private final Map<Path, String> digests = new TreeMap<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    /** A table's file, by the path of the table. */
    private record CsvFile(Path file, List<String> text, CsvRows rows) {}

    Findings(Sources sources) {
        this.sources = sources;
    }

    /** Where a table's rows stand. */
    void table(String path, Path csv, String text, CsvRows rows) {
        tables.put(path, new CsvFile(csv, text.lines().toList(), rows));
    }

    void digest(Path named, String digest) {
        digests.put(named, digest);
    }

    void problem(String path, String message, String suggestion) {
        problems.add(sources.problem(path, message, suggestion));
    }

    /** A problem of the compiler's. */
    void problem(Problem problem) {
        Matcher cell = CELL.matcher(problem.path());
        CsvFile table = cell.matches() ? tables.get(cell.group(1)) : null;
        if (table == null) {
            problems.add(sources.problem(
                    problem.path(),
                    new Point(problem.line(), problem.column()),
                    problem.message(),
                    problem.suggestion()));
            return;
        }
        int row = Integer.parseInt(cell.group(2));
        String column = cell.group(3) == null ? "" : cell.group(3);
        String value = table.rows.rows().get(row).getOrDefault(column, "");
        inFile(table.file, table.text, table.rows.lines().get(row), column, value, problem);
    }

    /** A problem at a line of another file. */
    void problem(Path csv, String text, Problem problem) {
        inFile(csv, text.lines().toList(), problem.line(), "", "", problem);
    }

    private void inFile(Path csv, List<String> text, int line, String column, String value, Problem problem) {
        String written = line <= text.size() ? text.get(line - 1) : "";
        int start = value.isEmpty() ? 0 : Math.max(0, written.indexOf(value));
        int length = value.isEmpty() ? Math.max(1, written.length()) : value.length();
        problems.add(new ConfigProblem(
                new Position(csv, line, start + 1, new Excerpt(written, start, length)),
                column,
                value,
                problem.message(),
                problem.suggestion()));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    /** The files that were read, with their digests. */
    Map<Path, String> digests() {
        return Map.copyOf(digests);
    }
}
