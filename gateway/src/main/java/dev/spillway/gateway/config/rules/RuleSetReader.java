package dev.spillway.gateway.config.rules;

import dev.spillway.core.Confidence;
import dev.spillway.core.Violation;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Names;
import dev.spillway.expressions.Problem;
import dev.spillway.gateway.route.InputSchema;
import dev.spillway.rules.Situation;
import dev.spillway.rules.source.ConclusionSource;
import dev.spillway.rules.source.ExampleSource;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.RuleSource;
import dev.spillway.rules.source.TableSource;
import dev.spillway.rules.table.Blanks;
import dev.spillway.rules.table.CsvRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a rule set's source of what its file says: reads the tables that it names, and its examples as requests arrive. */
@SuppressWarnings("NullAway") // it does not see, in class files, that the values of rows and lookups may be null
final class RuleSetReader {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,14})(\\.\\d{1,15})?");

    private final RuleSetConfig config;
    private final InputSchema schema;
    private final Findings findings;

    RuleSetReader(RuleSetConfig config, InputSchema schema, Findings findings) {
        this.config = config;
        this.schema = schema;
        this.findings = findings;
    }

    RuleSetSource read() {
        List<RuleSource> rules = new ArrayList<>();
        for (int i = 0; i < config.rules().size(); i++) {
            RuleConfig rule = config.rules().get(i);
            rules.add(new RuleSource(
                    rule.name(),
                    rule.when(),
                    rule.priority(),
                    rule.table() == null ? null : table("rules[" + i + "].table", rule.table()),
                    new ConclusionSource(rule.answer(), rule.confidence(), rule.explain(), rule.then())));
        }
        Map<String, Map<String, @Nullable Object>> lookups = new LinkedHashMap<>();
        config.lookups().forEach((name, lookup) -> lookups.put(name, lookup("lookups." + name, lookup)));
        List<ExampleSource> examples = new ArrayList<>();
        for (int i = 0; i < config.examples().size(); i++) {
            examples.add(example("examples[" + i + "].given", config.examples().get(i)));
        }
        ConclusionConfig otherwise = config.otherwise();
        return new RuleSetSource(
                config.name(),
                config.version(),
                config.owner(),
                config.match(),
                new LinkedHashSet<>(config.branches()),
                lookups,
                rules,
                otherwise == null
                        ? null
                        : new ConclusionSource(
                                otherwise.answer(), otherwise.confidence(), otherwise.explain(), otherwise.then()),
                config.none(),
                examples);
    }

    private TableSource table(String path, TableConfig table) {
        if ((table.file() == null) == (table.rows() == null)) {
            findings.problem(
                    path,
                    table.file() == null ? "this table has no rows" : "this table has rows here and in a file",
                    "give one of `file`, a CSV file, and `rows`");
            return new TableSource(table.columns(), List.of());
        }
        if (table.file() == null) {
            return new TableSource(table.columns(), rows(path + ".rows", table.rows()));
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        CsvRows csv = csv(path, table.file());
        if (csv != null) {
            for (Map<String, String> each : csv.rows()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                String place = path + ".rows[" + rows.size() + "].";
                each.forEach((name, cell) ->
                        row.put(name, table.columns().containsKey(name) ? cell : result(place + name, cell)));
                rows.add(row);
            }
        }
        return new TableSource(table.columns(), rows);
    }

    private @Nullable CsvRows csv(String path, Path file) {
        NamedText named = NamedText.read(file);
        findings.digest(file, named.digest());
        if (!named.isReadable()) {
            findings.problem(path + ".file", named.problem(), "a path is relative to the directory of this file");
            return null;
        }
        return switch (CsvRows.read(named.text())) {
            case Compilation.Compiled<CsvRows>(var rows) -> {
                findings.table(path, file, named.text(), rows);
                yield rows;
            }
            case Compilation.Rejected<CsvRows>(var wrong) -> {
                wrong.forEach(problem -> findings.problem(file, named.text(), problem));
                yield null;
            }
        };
    }

    private Object result(String place, String cell) {
        if (Blanks.isSpreadsheetError(cell)) {
            findings.problem(new Problem(
                    place,
                    1,
                    1,
                    "'" + cell + "' is an error of the spreadsheet, and would be the answer",
                    "correct its formula and export the table again"));
        }
        return value(cell);
    }

    /** A cell that is a result: a number or truth where it looks like one, unless it is quoted. */
    private static Object value(String cell) {
        if (cell.length() > 1 && cell.startsWith("'") && cell.endsWith("'")) {
            return cell.substring(1, cell.length() - 1);
        }
        if (NUMBER.matcher(cell).matches()) {
            return cell.contains(".") ? (Object) Double.parseDouble(cell) : (Object) Long.parseLong(cell);
        }
        return switch (cell) {
            case "true", "TRUE" -> true;
            case "false", "FALSE" -> false;
            default -> cell;
        };
    }

    private List<Map<String, @Nullable Object>> rows(String path, @Nullable Object written) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        if (!(written instanceof List<?> list)) {
            findings.problem(path, "rows are a list", "begin each row with a hyphen: `- { days: \"> 5\", team: x }`");
            return rows;
        }
        for (int i = 0; i < list.size(); i++) {
            rows.add(fields(path + "[" + i + "]", list.get(i), "a row is a map from column to cell"));
        }
        return rows;
    }

    private Map<String, @Nullable Object> fields(String path, @Nullable Object written, String wanted) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (written instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        } else {
            findings.problem(path, wanted, "write `{ name: value, ... }`");
        }
        return fields;
    }

    private Map<String, @Nullable Object> lookup(String path, LookupConfig lookup) {
        if ((lookup.file() == null) == (lookup.entries() == null)) {
            findings.problem(
                    path,
                    lookup.file() == null ? "this lookup is empty" : "this lookup has entries here and in a file",
                    "give one of `entries` and `file`, a CSV file");
            return Map.of();
        }
        if (lookup.file() == null) {
            return lookup.entries() == null ? Map.of() : lookup.entries();
        }
        CsvRows csv = csv(path, lookup.file());
        return csv == null ? Map.of() : entries(path, lookup, csv);
    }

    private Map<String, @Nullable Object> entries(String path, LookupConfig lookup, CsvRows csv) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (String column : List.of(lookup.key(), lookup.value())) {
            if (!csv.columns().contains(column)) {
                findings.problem(
                        path + (column.equals(lookup.key()) ? ".key" : ".value"),
                        "the file has no column '" + column + "'",
                        "its columns are " + String.join(", ", csv.columns()));
                return entries;
            }
        }
        for (Map<String, String> row : csv.rows()) {
            String value = row.getOrDefault(lookup.value(), "");
            if (Blanks.isSpreadsheetError(value)) {
                findings.problem(
                        path + ".file",
                        "'" + value + "' is an error of the spreadsheet, at the key '"
                                + row.getOrDefault(lookup.key(), "") + "'",
                        "correct its formula and export the table again");
            }
            entries.put(row.getOrDefault(lookup.key(), ""), value(value));
        }
        return entries;
    }

    private ExampleSource example(String path, ExampleConfig example) {
        ExampleConfig.GivenConfig given = example.given();
        Map<String, Map<String, @Nullable Object>> branches = new LinkedHashMap<>();
        given.branches().forEach((name, fields) -> {
            String place = path + ".branches." + name;
            if (!config.branches().contains(name)) {
                findings.problem(
                        place,
                        "the rules read no branch '" + name + "'",
                        Names.nearest(name, config.branches())
                                .map("did you mean '%s'?"::formatted)
                                .orElse("name it under `branches` at the top"));
            }
            branches.put(name, fields(place, fields, "a branch answers fields"));
        });
        ExampleConfig.OutcomeConfig outcome = given.outcome();
        if (!Situation.reasons().contains(outcome.reason())) {
            findings.problem(
                    path + ".outcome.why",
                    "no outcome is '" + outcome.reason() + "'",
                    Names.nearest(outcome.reason(), Situation.reasons())
                            .map("did you mean '%s'?"::formatted)
                            .orElse("one of " + String.join(", ", Situation.reasons())));
        }
        Double confidence = outcome.confidence();
        return new ExampleSource(
                input(path + ".input", given.input()),
                branches,
                Situation.outcome(
                        outcome.kind(),
                        outcome.reason(),
                        outcome.detail(),
                        confidence == null || confidence < 0 || confidence > 1
                                ? Confidence.unknown()
                                : Confidence.of(confidence)),
                outcome.answer(),
                example.expect().rule(),
                example.expect().answer());
    }

    /** The input as it would arrive: its numbers as doubles, coerced by the schema. */
    private Map<String, @Nullable Object> input(String path, Map<String, @Nullable Object> written) {
        InputSchema.Checked checked = schema.check(Inputs.asTheyTravel(written));
        for (Violation violation : checked.violations().kept()) {
            String field = violation.field().replaceFirst("^input\\.?", "");
            findings.problem(
                    field.isEmpty() ? path : path + "." + field,
                    "the route does not take this input: " + violation.problem(),
                    violation.mend());
        }
        return checked.input();
    }
}
