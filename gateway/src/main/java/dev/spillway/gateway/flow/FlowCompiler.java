package dev.spillway.gateway.flow;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Limits;
import dev.spillway.expressions.Names;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a flow, or says everything that is wrong with it.
 *
 * <p>Problems have paths as in the configuration of a route: {@code flow.severity.input.days}, {@code answer.label},
 * {@code confidence}.
 */
final class FlowCompiler {
    /** What expressions elsewhere in a route mean by these names must not depend on its flow. */
    private static final Set<String> RESERVED = Set.of("answer", "outcome", "partial", "request");

    private final FlowSource source;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> indices = new LinkedHashMap<>();

    FlowCompiler(FlowSource source) {
        this.source = source;
    }

    Compilation<FlowPlan> compile() {
        checkNames();
        Set<String> variables = new HashSet<>(indices.keySet());
        variables.add("request");
        Language language = new Language(variables, Limits.DEFAULT);
        List<BranchPlan> branches = new ArrayList<>();
        for (BranchSource branch : source.branches()) {
            branches.add(branch(branch, branches.size(), language));
        }
        Template answer = template("answer", source.answer(), language);
        Expression confidence =
                source.confidence() == null ? null : take("confidence", language.expression(source.confidence()));
        EndingPlan ending = ending();
        if (!problems.isEmpty()) {
            return new Compilation.Rejected<>(problems);
        }
        FlowChecks checks = new FlowChecks(branches, answer, confidence, ending);
        problems.addAll(checks.problems());
        return problems.isEmpty()
                ? new Compilation.Compiled<>(new FlowPlan(branches, answer, confidence, ending, checks.advice()))
                : new Compilation.Rejected<>(problems);
    }

    private void checkNames() {
        int count = source.branches().size();
        if (count == 0 || count > Bits.MAX) {
            problem("flow", "a flow has 1 to " + Bits.MAX + " branches, not " + count, "");
        }
        for (int i = 0; i < count; i++) {
            String name = source.branches().get(i).name();
            String path = "flow." + name;
            if (RESERVED.contains(name)) {
                problem(path, "'" + name + "' has a meaning of its own in expressions", "choose another name");
            } else if (Names.problemWith(name).isPresent()) {
                problem(path, Names.problemWith(name).get(), "");
            } else if (indices.putIfAbsent(name, i) != null) {
                problem(path, "two branches are called '" + name + "'", "choose another name for one of them");
            }
        }
    }

    private BranchPlan branch(BranchSource branch, int index, Language language) {
        String path = "flow." + branch.name();
        Template input = template(path + ".input", branch.input(), language);
        Condition when = branch.when() == null ? null : take(path + ".when", language.condition(branch.when()));
        long reads = (input == null ? 0 : set(input.reads())) | (when == null ? 0 : set(when.reads()));
        return new BranchPlan(
                index,
                branch.name(),
                input,
                when,
                branch.optional(),
                branch.least().toNanos(),
                reads);
    }

    private @Nullable Template template(String path, @Nullable Object written, Language language) {
        return switch (written) {
            case null -> null;
            case String _, Map<?, ?> _ -> take(path, language.template(written));
            default -> {
                problem(path, "fields are wanted, not " + written, "write a map, or an expression whose value is one");
                yield null;
            }
        };
    }

    private EndingPlan ending() {
        return switch (source.ending()) {
            case Ending.All _ -> new EndingPlan.All();
            case Ending.First(var among) -> new EndingPlan.First(among("end.first", among));
            case Ending.Quorum(var agreeing, var among, var on) -> {
                long set = among("end.quorum", among);
                if (agreeing < 1 || agreeing > Long.bitCount(set)) {
                    problem(
                            "end.quorum",
                            "a quorum of " + agreeing + " is not possible among " + Long.bitCount(set) + " branches",
                            "name a number from 1 to " + Long.bitCount(set));
                }
                Language ofAnswers = new Language(Set.of("answer", "request"), Limits.DEFAULT);
                yield new EndingPlan.Quorum(
                        agreeing, set, on == null ? null : take("end.on", ofAnswers.expression(on)));
            }
        };
    }

    private long among(String path, List<String> names) {
        if (names.isEmpty()) {
            return Bits.all(Math.min(source.branches().size(), Bits.MAX));
        }
        for (String name : names) {
            if (!indices.containsKey(name)) {
                String suggestion = Names.nearest(name, indices.keySet())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("branches: " + String.join(", ", indices.keySet()));
                problem(path, "there is no branch '" + name + "'", suggestion);
            }
        }
        return set(names);
    }

    private long set(Iterable<String> names) {
        long set = 0;
        for (String name : names) {
            Integer index = indices.get(name);
            set |= index == null ? 0 : Bits.of(index);
        }
        return set;
    }

    private <T> @Nullable T take(String path, Compilation<T> compilation) {
        return switch (compilation) {
            case Compilation.Compiled<T>(var it) -> it;
            case Compilation.Rejected<T>(var wrong) -> {
                wrong.forEach(one -> problems.add(one.under(path)));
                yield null;
            }
        };
    }

    private void problem(String path, String message, String suggestion) {
        problems.add(new Problem(path, 1, 1, message, suggestion));
    }
}
