package dev.spillway.expressions;

/**
 * A read of a variable's field that fails where the variable is an empty map: neither optional ({@code x.?field}) nor
 * behind a {@code has(x.field)}.
 *
 * @param field the field's name; empty where it is computed
 * @param line from 1
 * @param column from 1, in code points
 */
public record BareRead(String variable, String field, int line, int column) {

    /** What to write instead. */
    public String suggestion() {
        String safe = field.isEmpty() ? variable + "[?…]" : variable + ".?" + field;
        String name = variable + "." + (field.isEmpty() ? "…" : field);
        return "write " + safe + ".orValue(…), or has(" + name + ") ? " + name + " : …";
    }
}
