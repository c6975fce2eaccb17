package dev.spillway.rules.table;

import java.util.List;
import java.util.regex.Pattern;

/** What spreadsheets leave in cells that no one typed: no-break blanks, marks without width, words of their errors. */
public final class Blanks {
    private static final Pattern ERROR =
            Pattern.compile("#(REF!|N/A|VALUE!|DIV/0!|NAME\\?|NULL!|NUM!|SPILL!|CALC!|ERROR!).*", Pattern.DOTALL);

    private Blanks() {}

    /** A cell's text without the blanks around it, those included that {@link String#strip} takes for text. */
    public static String strip(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && isBlank(cell.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(cell.charAt(to - 1))) {
            to--;
        }
        return cell.substring(from, to);
    }

    /** Whether no cell holds any text. */
    static boolean areAll(List<String> cells) {
        return cells.stream().allMatch(cell -> strip(cell).isEmpty());
    }

    /** Whether a text holds a character that is seen as a plain blank, or not at all, and equals none. */
    static boolean hides(String text) {
        return text.chars().anyMatch(c -> isUnseen((char) c));
    }

    /** Whether a cell holds what a spreadsheet writes instead of a value that it could not compute. */
    public static boolean isSpreadsheetError(String cell) {
        return ERROR.matcher(cell).matches();
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || isUnseen(c);
    }

    /** No-break blanks, and marks without width. */
    private static boolean isUnseen(char c) {
        return switch (c) {
            case '\u00A0', '\u2007', '\u202F', '\u200B', '\u2060', '\uFEFF' -> true;
            default -> false;
        };
    }
}
