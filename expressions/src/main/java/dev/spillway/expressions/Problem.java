package dev.spillway.expressions;

/**
 * Something that is wrong with an expression, found when it is compiled.
 *
 * @param path where in a template the expression stands, such as {@code input.items[2]}; empty for a lone expression
 * @param line in the expression, from 1
 * @param column in the line, from 1, in code points
 * @param message what is wrong
 * @param suggestion what to do; may be empty
 */
public record Problem(String path, int line, int column, String message, String suggestion) {

    /** The same problem, seen from further out. */
    public Problem under(String outer) {
        return new Problem(join(outer, path), line, column, message, suggestion);
    }

    static String join(String outer, String inner) {
        return outer.isEmpty() || inner.isEmpty() || inner.startsWith("[") ? outer + inner : outer + "." + inner;
    }

    @Override
    public String toString() {
        String place = (path.isEmpty() ? "" : path + ", ") + "line " + line + ", column " + column + ": ";
        return place + message + (suggestion.isEmpty() ? "" : " (" + suggestion + ")");
    }
}
