package dev.spillway.rules;

import dev.spillway.expressions.Comparison;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Conjunct;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Language;
import java.util.ArrayList;
import java.util.List;

/** Says of each rule in turn why it decides or why it does not. For people, not for event loops: it compiles expressions. */
final class Explainer {
    private final Language language;

    Explainer(Language language) {
        this.language = language;
    }

    List<Verdict> verdicts(List<Rule> rules, Bound bound) {
        List<Verdict> verdicts = new ArrayList<>();
        boolean decided = false;
        for (Rule rule : rules) {
            Verdict verdict = decided ? new Verdict(rule.name(), Verdict.Kind.NOT_REACHED, "") : verdict(rule, bound);
            decided |= verdict.kind() == Verdict.Kind.DECIDES;
            verdicts.add(verdict);
        }
        return verdicts;
    }

    /** What would become of a rule if it were asked. */
    Verdict verdict(Rule rule, Bound bound) {
        try {
            Decision.Made made = rule.decide(bound, Rule.Search.NAIVE, List.of());
            return made == null
                    ? new Verdict(rule.name(), Verdict.Kind.DOES_NOT_APPLY, because(rule, bound))
                    : new Verdict(rule.name(), Verdict.Kind.DECIDES, made.explanation());
        } catch (EvaluationFailure failure) {
            return new Verdict(rule.name(), Verdict.Kind.CANNOT_BE_EVALUATED, failure.getMessage());
        }
    }

    private String because(Rule rule, Bound bound) throws EvaluationFailure {
        if (rule.when() != null && !rule.when().holds(bound)) {
            for (Conjunct conjunct : rule.when().expression().conjuncts()) {
                if (isFalse(conjunct, bound)) {
                    return because(conjunct, bound);
                }
            }
            return "its condition is not true";
        }
        return rule.table() == null
                ? "its condition is not true"
                : "no row matches: " + rule.table().shown(bound);
    }

    private boolean isFalse(Conjunct conjunct, Bound bound) {
        try {
            return language.condition(conjunct.source()) instanceof Compilation.Compiled<Condition>(var condition)
                    && !condition.holds(bound);
        } catch (EvaluationFailure noValue) {
            return false;
        }
    }

    private String because(Conjunct conjunct, Bound bound) {
        Comparison comparison = conjunct.comparison();
        if (comparison == null) {
            return conjunct.source() + " is not true";
        }
        String path = comparison.variable()
                + ".?"
                + String.join(
                        ".?", comparison.path().subList(1, comparison.path().size()));
        if (language.expression(path) instanceof Compilation.Compiled<Expression>(var field)) {
            try {
                String found = bound.isNull(comparison.path()) ? "null" : Words.shown(field.value(bound));
                return comparison.written() + " is " + found + ", and not " + Words.asked(comparison);
            } catch (EvaluationFailure noValue) {
                return conjunct.source() + " is not true";
            }
        }
        return conjunct.source() + " is not true";
    }
}
