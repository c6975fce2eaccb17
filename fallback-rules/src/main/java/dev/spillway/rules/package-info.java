/**
 * Deterministic answers for when models can't, won't or needn't.
 *
 * <p>A {@link dev.spillway.rules.source.RuleSetSource} says what was read; a {@link dev.spillway.rules.RuleSet} decides, purely
 * and within bounds; {@link dev.spillway.rules.Rules} is the step that stands in where a flow gave no answer, or alone.
 */
@NullMarked
package dev.spillway.rules;

import org.jspecify.annotations.NullMarked;
