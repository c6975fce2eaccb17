package dev.spillway.rules;

import dev.spillway.core.Confidence;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Names;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import dev.spillway.expressions.Variables;
import dev.spillway.rules.source.ConclusionSource;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.RuleSource;
import dev.spillway.rules.source.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles a rule set, or says everything that is wrong with it. */
final class RuleCompiler {
    /** What one expression of a rule may cost: less than elsewhere, as there may be many rules. */
    static final Limits LIMITS = new Limits(2_048, 500, 50, 1_000, 500, 1 << 16, 1_000_000);

    /** More rules are a table. */
    static final int RULES_MOST = 1_000;

    static final int EXAMPLES_MOST = 1_000;

    private final RuleSetSource source;
    private final Vocabulary vocabulary;
    private final List<Problem> problems = new ArrayList<>();

    RuleCompiler(RuleSetSource source, Vocabulary vocabulary) {
        this.source = source;
        this.vocabulary = vocabulary;
    }

    Compilation<RuleSet> compile() {
        checkSizes();
        Set<String> variables = variables();
        Language language = new Language(variables, LIMITS);
        Terms terms = new Terms(language, source, vocabulary, problems::add);
        List<Rule> rules = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < source.rules().size(); i++) {
            checkName(i, seen);
            Rule rule = rule(i, terms);
            if (rule != null) {
                rules.add(rule);
            }
        }
        Conclusion otherwise = otherwise(terms);
        if (!problems.isEmpty()) {
            return new Compilation.Rejected<>(problems);
        }
        if (source.match() == Match.PRIORITY) {
            rules.sort(Comparator.comparingInt(Rule::priority).reversed());
        }
        problems.addAll(Reach.problems(rules));
        if (!problems.isEmpty()) {
            return new Compilation.Rejected<>(problems);
        }
        RuleSet set = new RuleSet(source, rules, otherwise, new Explainer(language));
        problems.addAll(set.examples().problems());
        return problems.isEmpty() ? new Compilation.Compiled<>(set) : new Compilation.Rejected<>(problems);
    }

    private void checkSizes() {
        if (source.rules().size() > RULES_MOST) {
            problem(
                    "rules",
                    "a rule set has " + RULES_MOST + " rules at most, not "
                            + source.rules().size(),
                    "put rules that differ only in their values into a table");
        }
        if (source.examples().size() > EXAMPLES_MOST) {
            problem("examples", "a rule set has " + EXAMPLES_MOST + " examples at most", "");
        }
    }

    private Set<String> variables() {
        Set<String> variables = new HashSet<>(Set.of(Bound.REQUEST, Bound.OUTCOME, Bound.ANSWER, Bound.ROW));
        int index = 0;
        for (String branch : source.branches()) {
            String path = "branches[" + index++ + "]";
            if (isName(path, branch, variables)) {
                variables.add(branch);
            }
            Set<String> known = vocabulary.branches();
            if (known != null && !known.contains(branch)) {
                problem(path, "the route's flow has no branch '" + branch + "'", Terms.meant(branch, known));
            }
        }
        for (String lookup : source.lookups().keySet()) {
            if (isName("lookups." + lookup, lookup, variables)) {
                variables.add(lookup);
            }
        }
        return variables;
    }

    private boolean isName(String path, String name, Set<String> taken) {
        if (Bound.RESERVED.contains(name) || taken.contains(name)) {
            problem(path, "'" + name + "' has a meaning already", "choose another name");
            return false;
        }
        Names.problemWith(name).ifPresent(wrong -> problem(path, wrong, ""));
        return Names.problemWith(name).isEmpty();
    }

    private void checkName(int index, Map<String, Integer> seen) {
        String name = source.rules().get(index).name();
        String path = "rules[" + index + "].name";
        if (name.equals(Decision.DEFAULT) || name.equals(Decision.NONE)) {
            problem(path, "'" + name + "' is what is said where no rule decided", "choose another name");
        } else if (seen.putIfAbsent(name, index) != null) {
            problem(
                    path,
                    "two rules are called '" + name + "'",
                    "choose another name for one of them, so that an answer says which one decided");
        }
    }

    private @Nullable Rule rule(int index, Terms terms) {
        RuleSource rule = source.rules().get(index);
        String path = "rules[" + index + "]";
        int before = problems.size();
        if (rule.priority() != 0 && source.match() == Match.FIRST) {
            problem(
                    path + ".priority",
                    "a priority has no effect where the first rule that applies decides",
                    "write `match: priority` at the top, or leave this out");
        }
        Condition when = rule.when() == null ? null : terms.condition(path + ".when", rule.when());
        if (when != null && when.reads().isEmpty()) {
            checkConstant(path + ".when", when);
        }
        Set<String> presumed = when == null ? Set.of() : when.expression().presumes();
        RuleTable table = null;
        Set<String> results = Set.of();
        if (rule.table() != null) {
            TableCompiler compiler = new TableCompiler(path + ".table", rule.table(), terms, vocabulary);
            results = compiler.results();
            table = compiler.compile(presumed, problems::add);
        }
        Conclusion conclusion = conclusion(path, rule.conclusion(), presumed, results, terms);
        return problems.size() > before || conclusion == null
                ? null
                : new Rule(rule.name(), index, rule.priority(), when, table, conclusion);
    }

    private void checkConstant(String path, Condition when) {
        boolean holds;
        try {
            holds = when.holds(Variables.NONE);
        } catch (EvaluationFailure neither) {
            problem(path, "a condition is true or false", "");
            return;
        }
        if (!holds) {
            problem(path, "this is never true", "correct it, or remove the rule");
        }
    }

    private @Nullable Conclusion otherwise(Terms terms) {
        if (source.otherwise() == null) {
            if (!source.none()) {
                problem(
                        "default",
                        "nothing says what happens where no rule applies",
                        "add `default:` with an answer, or `none: true` where nothing is answered then");
            }
            return null;
        }
        if (source.none()) {
            problem(
                    "none",
                    "there is a default, and there is to be none",
                    "remove `none: true`, or remove the default");
        }
        return conclusion("default", source.otherwise(), Set.of(), Set.of(), terms);
    }

    private @Nullable Conclusion conclusion(
            String path, ConclusionSource written, Set<String> presumed, Set<String> results, Terms terms) {
        Template answer = null;
        if (written.answer() != null) {
            answer = terms.template(path + ".answer", written.answer(), presumed, results);
        } else if (results.isEmpty()) {
            problem(
                    path + ".answer",
                    "this has no answer",
                    "add `answer:` with its fields" + (path.equals("default") ? "" : ", or a table with results"));
        }
        Confidence confidence = Confidence.unknown();
        if (written.confidence() != null) {
            if (written.confidence() >= 0 && written.confidence() <= 1) {
                confidence = Confidence.of(written.confidence());
            } else {
                problem(
                        path + ".confidence",
                        "a confidence lies between 0 and 1",
                        written.confidence() > 1 && written.confidence() <= 100
                                ? "write " + written.confidence() / 100
                                : "0.8 is fairly sure");
            }
        }
        Template explain = terms.template(path + ".explain", written.explain(), presumed, results);
        return explain == null || (written.answer() != null && answer == null)
                ? null
                : new Conclusion(answer, confidence, explain, written.explain(), written.then());
    }

    private void problem(String path, String message, String suggestion) {
        problems.add(new Problem(path, 1, 1, message, suggestion));
    }
}
