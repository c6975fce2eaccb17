package dev.spillway.expressions;

import org.jspecify.annotations.Nullable;

/**
 * One of the conditions that an expression joins by {@code &&}; an expression without any is its own only one.
 *
 * @param source in a canonical form: equal texts are equal conditions
 * @param comparison what it compares; null where it is more than one comparison of a field with constants
 * @param line where it stands in the expression, from 1
 * @param column in the line, from 1, in code points
 */
public record Conjunct(String source, @Nullable Comparison comparison, int line, int column) {}
