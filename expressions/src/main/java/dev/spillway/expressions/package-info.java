/**
 * CEL expressions with bounds: compiled once, their free identifiers known, evaluated on plain values.
 *
 * <p>A {@link dev.spillway.expressions.Language} compiles; an {@link dev.spillway.expressions.Expression}, a
 * {@link dev.spillway.expressions.Condition} or a {@link dev.spillway.expressions.Template} evaluates. Nothing outside of
 * this package knows the library behind it.
 */
@NullMarked
package dev.spillway.expressions;

import org.jspecify.annotations.NullMarked;
