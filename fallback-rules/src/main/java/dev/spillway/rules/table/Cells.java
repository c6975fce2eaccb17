package dev.spillway.rules.table;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads cells as people write them in spreadsheets.
 *
 * <p>Empty, {@code *} or {@code -} is anything. {@code refund} is that text, {@code 5} that number (or text), {@code true} that
 * truth (or text). {@code refund | complaint} is either, {@code != refund} is anything else. {@code > 5}, {@code <= 3},
 * {@code > 5 & <= 10} and {@code 5..10}, both ends included, are numbers. What is in single quotes is that text as it stands.
 *
 * <p>Signs that spreadsheets make of what is typed are read as that: {@code \u2265}, {@code \u2264} and {@code \u2260}, a dash alone,
 * the minus sign. What looks like a condition or number and is none ({@code 10%}, {@code 2,5}, {@code 3\u201310}), an error of the
 * spreadsheet, or a character that no one sees, is refused: taken as a text, it would never match.
 */
public final class Cells {
    private static final Pattern RANGE =
            Pattern.compile("([+-]?\\d+(?:\\.\\d+)?)\\s*\\.\\.\\s*([+-]?\\d+(?:\\.\\d+)?)");
    private static final Pattern BOUND = Pattern.compile("([<>]=?)\\s*(.*)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d{1,2})?");

    private static final Pattern PERCENTAGE = Pattern.compile("[+-]?\\d+([.,]\\d+)?\\s*%");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+(,\\d+)+(\\.\\d+)?");
    private static final Pattern CURLED =
            Pattern.compile("[\u2018\u2019\u201A\u201C\u201D\u201E].*[\u2018\u2019\u201C\u201D]", Pattern.DOTALL);
    private static final Pattern DASHED =
            Pattern.compile("\\d+(\\.\\d+)?(\\s+-\\s+|\\s*[\u2013\u2014]\\s*)\\d+(\\.\\d+)?");

    private Cells() {}

    /** A cell that asks something of a value, from what is written: a text, number, truth or list of these. */
    public static Compilation<Cell> condition(@Nullable Object written) {
        return switch (written) {
            case null -> new Compilation.Compiled<>(new Cell.Any());
            case String text -> parsed(typed(Blanks.strip(text)));
            case Number _, Boolean _ -> oneOf(List.of(String.valueOf(written)));
            case List<?> list
            when !list.isEmpty() -> oneOf(list.stream().map(String::valueOf).toList());
            default ->
                wrong(
                        "a cell can't be read that holds " + (written instanceof List<?> ? "an empty list" : "a map"),
                        "write a text, a number, or several with | between them");
        };
    }

    /** A cell as it would be typed: what autocorrection made of signs is undone, but not in quotes. */
    private static String typed(String text) {
        if (text.indexOf('\'') >= 0) {
            return text;
        }
        String plain = text.replace("\u2265", ">=")
                .replace("\u2264", "<=")
                .replace("\u2260", "!=")
                .replace('\u2212', '-');
        return plain.equals("\u2013") || plain.equals("\u2014") ? "-" : plain;
    }

    /** The texts among the alternatives of a cell that are neither numbers, truths nor in quotes. */
    public static List<String> bareTexts(@Nullable Object written) {
        List<String> parts = switch (written) {
            case String text -> alternatives(typed(Blanks.strip(text)).replaceFirst("^(!=|==?)\\s*", ""));
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
        return parts.stream()
                .map(Blanks::strip)
                .filter(part -> !part.startsWith("'")
                        && !isTruth(part)
                        && !NUMBER.matcher(part).matches())
                .toList();
    }

    private static Compilation<Cell> parsed(String text) {
        if (text.isEmpty() || text.equals("*") || text.equals("-")) {
            return new Compilation.Compiled<>(new Cell.Any());
        }
        if (text.startsWith("'")) {
            return oneOf(alternatives(text));
        }
        if (text.startsWith("!=")) {
            return oneOf(alternatives(text.substring(2).strip()))
                    .then(cell -> cell instanceof Cell.OneOf(var symbols)
                            ? new Compilation.Compiled<>(new Cell.NoneOf(symbols))
                            : wrong("'" + text + "' excludes nothing", "write what is excluded behind !="));
        }
        if (text.startsWith("<") || text.startsWith(">")) {
            return bounded(text);
        }
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            double least = Double.parseDouble(range.group(1));
            double most = Double.parseDouble(range.group(2));
            return least <= most
                    ? new Compilation.Compiled<>(new Cell.Within(least, most))
                    : wrong(
                            "no number lies in '" + text + "': it goes from the larger to the smaller",
                            "write " + range.group(2) + ".." + range.group(1));
        }
        return oneOf(alternatives(text.startsWith("=") ? text.replaceFirst("^==?\\s*", "") : text));
    }

    private static Compilation<Cell> bounded(String text) {
        double least = Double.NEGATIVE_INFINITY;
        double most = Double.POSITIVE_INFINITY;
        for (String part : text.split("&", -1)) {
            Matcher bound = BOUND.matcher(part.strip());
            if (!bound.matches() || !NUMBER.matcher(bound.group(2).strip()).matches()) {
                return wrong(
                        "'" + text + "' does not compare with a number",
                        "write a number behind the sign, such as > 5 or > 2.5; a text that begins with a sign goes into"
                                + " quotes: '"
                                + text + "'");
            }
            double number = Double.parseDouble(bound.group(2).strip());
            switch (bound.group(1)) {
                case ">" -> least = Math.max(least, Math.nextUp(number));
                case ">=" -> least = Math.max(least, number);
                case "<" -> most = Math.min(most, Math.nextDown(number));
                default -> most = Math.min(most, number);
            }
        }
        return least <= most
                ? new Compilation.Compiled<>(new Cell.Within(least, most))
                : wrong("no number is '" + text + "'", "correct one of the two bounds");
    }

    /** The parts between bars; a bar in quotes belongs to its text. */
    private static List<String> alternatives(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'' && (quoted || part.toString().isBlank());
            if (c == '|' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static Compilation<Cell> oneOf(List<String> parts) {
        Set<Object> symbols = new HashSet<>();
        for (String each : parts) {
            String part = each.strip();
            if (part.isEmpty()) {
                return wrong("between two | there is nothing", "write a value there, or remove a |");
            }
            if (part.length() > 1 && part.startsWith("'") && part.endsWith("'")) {
                symbols.add(part.substring(1, part.length() - 1));
                continue;
            }
            String suspicion = suspicion(part);
            if (suspicion != null) {
                return wrong(
                        "'" + part + "' " + suspicion, "if it is meant as a text, put it into quotes: '" + part + "'");
            }
            symbols.add(part);
            if (NUMBER.matcher(part).matches()) {
                symbols.add(Double.parseDouble(part) + 0.0);
            } else if (isTruth(part)) {
                symbols.add(Boolean.parseBoolean(part));
            }
        }
        return new Compilation.Compiled<>(new Cell.OneOf(symbols));
    }

    private static boolean isTruth(String part) {
        return part.equalsIgnoreCase("true") || part.equalsIgnoreCase("false");
    }

    /** Why an unquoted text is hardly meant as one; null if it may be. */
    private static @Nullable String suspicion(String part) {
        if (Blanks.isSpreadsheetError(part)) {
            return "is an error of the spreadsheet: correct its formula and export the table again";
        }
        if (Blanks.hides(part)) {
            return "holds a no-break blank or a mark without width, which no one sees: type it again";
        }
        if (PERCENTAGE.matcher(part).matches()) {
            return "is a percentage: write the number that the field holds, such as 0.1 or 10";
        }
        if (DECIMAL_COMMA.matcher(part).matches()) {
            return "looks like a number with a comma: write a point, such as 2.5";
        }
        if (CURLED.matcher(part).matches()) {
            return "stands in typographic quotes: type plain ones";
        }
        return DASHED.matcher(part).matches() ? "looks like a range: write it with two points, such as 3..10" : null;
    }

    private static <T> Compilation<T> wrong(String message, String suggestion) {
        return new Compilation.Rejected<>(List.of(new Problem("", 1, 1, message, suggestion)));
    }
}
