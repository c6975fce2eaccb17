package dev.spillway.rules;

import dev.spillway.expressions.BareRead;
import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Conjunct;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.FieldRead;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Names;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles the expressions of a rule set, and checks that what they read exists and is of the type that they take it for. */
final class Terms {
    private static final Pattern PATH = Pattern.compile("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)+");
    private static final Set<String> NO_RESULTS = Set.of();

    private final Language language;
    private final Set<String> branches;
    private final Map<String, Map<String, @Nullable Object>> lookups;
    private final Vocabulary vocabulary;
    private final Consumer<Problem> problems;

    Terms(Language language, RuleSetSource source, Vocabulary vocabulary, Consumer<Problem> problems) {
        this.language = language;
        this.branches = source.branches();
        this.lookups = source.lookups();
        this.vocabulary = vocabulary;
        this.problems = problems;
    }

    @Nullable
    Condition condition(String path, String text) {
        Condition condition = take(path, language.condition(text));
        if (condition == null) {
            return null;
        }
        List<Problem> found = new ArrayList<>(check(condition.expression(), Set.of(), NO_RESULTS));
        condition.expression().conjuncts().forEach(conjunct -> found.addAll(Types.check(conjunct, vocabulary)));
        Conjunct never = found.isEmpty() ? Cover.contradiction(condition) : null;
        if (never != null) {
            found.add(new Problem(
                    "",
                    never.line(),
                    never.column(),
                    "this can never be true together with what stands before it",
                    "correct one of the two, or write || where either will do"));
        }
        found.forEach(problem -> problems.accept(problem.under(path)));
        return found.isEmpty() ? condition : null;
    }

    /** What a column of a table compares. A path may be written bare: a missing field is no match, and no failure. */
    @Nullable
    Expression column(String path, String text, Set<String> presumed) {
        String lenient = PATH.matcher(text.strip()).matches() ? text.strip().replace(".", ".?") : text;
        Expression column = take(path, language.expression(lenient));
        if (column != null) {
            check(column, presumed, NO_RESULTS).forEach(problem -> problems.accept(problem.under(path)));
        }
        return column;
    }

    /**
     * An answer or an explanation.
     *
     * @param presumed the branches that are there
     * @param results the columns of {@code row}; empty where there is no table
     */
    @Nullable
    Template template(String path, @Nullable Object written, Set<String> presumed, Set<String> results) {
        return take(path, new Wording(language, expression -> check(expression, presumed, results)).template(written));
    }

    private <T> @Nullable T take(String path, Compilation<T> compilation) {
        return switch (compilation) {
            case Compilation.Compiled<T>(var it) -> it;
            case Compilation.Rejected<T>(var wrong) -> {
                boolean syntax = wrong.getFirst().message().startsWith("unexpected"); // what follows is its consequence
                wrong.stream()
                        .limit(syntax ? 1 : wrong.size())
                        .forEach(problem -> problems.accept(withAdvice(problem).under(path)));
                yield null;
            }
        };
    }

    /** A name that is not known may be a branch that the file does not mention. */
    private Problem withAdvice(Problem problem) {
        if (!problem.message().startsWith("nothing here is called")
                || problem.suggestion().startsWith("did you mean")) {
            return problem;
        }
        return new Problem(
                problem.path(),
                problem.line(),
                problem.column(),
                problem.message(),
                "a text stands in quotes; what a branch answered can be read once the branch is named under"
                        + " `branches`");
    }

    private List<Problem> check(Expression expression, Set<String> presumed, Set<String> results) {
        List<Problem> found = new ArrayList<>();
        for (BareRead bare : expression.bareReads()) {
            boolean absent =
                    branches.contains(bare.variable()) || bare.variable().equals(Bound.ANSWER);
            if (absent && !presumed.contains(bare.variable())) {
                found.add(new Problem(
                        "",
                        bare.line(),
                        bare.column(),
                        "'" + bare.variable() + "' may not be there: rules run when answers are missing",
                        bare.suggestion()));
            } else if (bare.variable().equals(Bound.OUTCOME) && bare.field().equals("confidence")) {
                found.add(new Problem(
                        "",
                        bare.line(),
                        bare.column(),
                        "an outcome has a confidence only where an answer was unsure",
                        bare.suggestion()));
            }
        }
        for (BareRead compared : expression.nullComparisons()) {
            String field = compared.variable() + "." + compared.field();
            found.add(new Problem(
                    "",
                    compared.line(),
                    compared.column(),
                    "a field that is null is missing for rules, so that " + field + " is never null",
                    "write has(" + field + "), or !has(" + field + "): it covers missing and null"));
        }
        for (FieldRead read : expression.fieldReads()) {
            switch (read.variable()) {
                case Bound.REQUEST -> {
                    if (vocabulary.request() != null) {
                        known(read, vocabulary.request().keySet(), "the request has no field", found);
                    }
                }
                case Bound.OUTCOME -> known(read, Situation.OUTCOME_FIELDS, "an outcome has no field", found);
                case Bound.ROW -> row(read, results, found);
                default -> {
                    Map<String, @Nullable Object> lookup = lookups.get(read.variable());
                    if (lookup != null) {
                        known(read, lookup.keySet(), "the lookup '" + read.variable() + "' has no entry", found);
                    }
                }
            }
        }
        return found;
    }

    private static void row(FieldRead read, Set<String> results, List<Problem> found) {
        if (results.isEmpty()) {
            found.add(new Problem(
                    "",
                    read.line(),
                    read.column(),
                    "there is no row to read: only what a rule with a table concludes can read `row`",
                    "give the rule a table, or read something else"));
        } else {
            known(read, results, "the table has no column of results", found);
        }
    }

    private static void known(FieldRead read, Collection<String> known, String lack, List<Problem> found) {
        if (!known.contains(read.field())) {
            found.add(new Problem(
                    "", read.line(), read.column(), lack + " '" + read.field() + "'", meant(read.field(), known)));
        }
    }

    /** The nearest of what there is, else all of it. */
    static String meant(String misspelt, Collection<String> known) {
        return Names.nearest(misspelt, known)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("there is "
                        + String.join(", ", known.stream().sorted().limit(20).toList()));
    }
}
