package dev.spillway.gateway.flow;

import dev.spillway.expressions.BareRead;
import dev.spillway.expressions.Expression;
import dev.spillway.expressions.Problem;
import dev.spillway.expressions.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a flow whose parts are right: cycles, and reads of what may not be there. */
final class FlowChecks {
    private final List<BranchPlan> branches;
    private final List<BranchPlan.Placed> answers = new ArrayList<>(); // the expressions that make the answer
    private final EndingPlan ending;
    private final boolean writesAnswer;
    private final FlowGraph graph;
    private final Map<String, BranchPlan> byName = new HashMap<>();

    FlowChecks(
            List<BranchPlan> branches, @Nullable Template answer, @Nullable Expression confidence, EndingPlan ending) {
        this.branches = branches;
        this.ending = ending;
        this.writesAnswer = answer != null;
        this.graph = new FlowGraph(branches);
        branches.forEach(branch -> byName.put(branch.name(), branch));
        if (answer != null) {
            answer.visit("answer", (path, expression) -> answers.add(new BranchPlan.Placed(path, expression)));
        }
        if (confidence != null) {
            answers.add(new BranchPlan.Placed("confidence", confidence));
        }
    }

    List<Problem> problems() {
        List<String> cycle = graph.cycle();
        if (!cycle.isEmpty()) {
            String message = cycle.size() == 2
                    ? "the branch reads itself"
                    : "branches read each other in a circle: " + String.join(" → ", cycle);
            return List.of(problem("flow." + cycle.getFirst(), message, "let one of them do without the other"));
        }
        List<Problem> problems = new ArrayList<>();
        long conditional = 0;
        for (BranchPlan branch : branches) {
            conditional |= branch.isConditional() ? Bits.of(branch.index()) : 0;
        }
        for (BranchPlan branch : branches) {
            for (BranchPlan.Placed placed : branch.expressions()) {
                bareReads(placed, conditional, problems);
            }
        }
        long uncertain = ending instanceof EndingPlan.All ? conditional : conditional | ~sure();
        for (BranchPlan.Placed placed : answers) {
            bareReads(placed, uncertain, problems);
        }
        return problems;
    }

    /** Where a set ends the flow, what has answered by then in any case: what all of the set read. */
    private long sure() {
        long[] ancestors = graph.ancestors();
        long sure = -1;
        for (long set = ending.among(); set != 0; set = Bits.withoutFirst(set)) {
            sure &= ancestors[Bits.first(set)];
        }
        return sure;
    }

    private void bareReads(BranchPlan.Placed placed, long uncertain, List<Problem> problems) {
        for (BareRead read : placed.expression().bareReads()) {
            BranchPlan branch = byName.get(read.variable());
            if (branch != null && Bits.has(uncertain, branch.index())) {
                problems.add(new Problem(
                        placed.path(),
                        read.line(),
                        read.column(),
                        "'" + branch.name() + "' may have no answer (" + why(branch)
                                + "), and this reads it as if it had",
                        read.suggestion()));
            }
        }
    }

    private static String why(BranchPlan branch) {
        if (branch.optional()) {
            return "it is optional";
        }
        return branch.when() != null ? "it has a condition" : "the flow may end before";
    }

    /** What is not wrong and yet hardly meant. */
    List<Problem> advice() {
        List<Problem> advice = new ArrayList<>();
        long[] readers = graph.readers();
        long read = 0;
        for (BranchPlan.Placed placed : answers) {
            for (String name : placed.expression().reads()) {
                BranchPlan branch = byName.get(name);
                read |= branch == null ? 0 : Bits.of(branch.index());
            }
        }
        for (BranchPlan branch : branches) {
            String path = "flow." + branch.name();
            boolean unread = writesAnswer && readers[branch.index()] == 0 && !Bits.has(read, branch.index());
            if (unread && ending instanceof EndingPlan.All) {
                advice.add(problem(
                        path,
                        "nothing reads '" + branch.name() + "'"
                                + (branch.optional() ? ", so nothing waits for it" : ""),
                        "read it in the answer, or leave it out"));
            }
            if (branch.input() != null && branch.input().reads().isEmpty()) {
                advice.add(problem(path + ".input", "it reads nothing: the branch is asked the same each time", ""));
            }
        }
        return advice;
    }

    private static Problem problem(String path, String message, String suggestion) {
        return new Problem(path, 1, 1, message, suggestion);
    }
}
