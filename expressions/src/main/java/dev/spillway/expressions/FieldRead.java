package dev.spillway.expressions;

/**
 * A mention of a variable's field by its name, in whatever way: {@code x.field}, {@code x.?field}, {@code has(x.field)},
 * {@code x['field']}.
 *
 * @param line from 1
 * @param column from 1, in code points
 */
public record FieldRead(String variable, String field, int line, int column) {}
