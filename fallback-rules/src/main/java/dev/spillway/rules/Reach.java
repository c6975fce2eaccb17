package dev.spillway.rules;

import dev.spillway.expressions.Problem;
import java.util.ArrayList;
import java.util.List;

/** Finds rules that never decide, since one before them always does where they would. */
final class Reach {
    private Reach() {}

    /** What is wrong with rules in the order in which they are asked. */
    static List<Problem> problems(List<Rule> rules) {
        List<Problem> problems = new ArrayList<>();
        for (int late = 1; late < rules.size(); late++) {
            for (int early = 0; early < late; early++) {
                Rule first = rules.get(early);
                Rule second = rules.get(late);
                if (first.appliesAlways()) {
                    problems.add(problem(second, "'" + first.name() + "', before it, applies always", first));
                    break;
                }
                boolean whole = first.table() == null || first.table().table().matchesEverything();
                if (whole && first.when() != null && Cover.covers(first.when(), second.when())) {
                    problems.add(problem(
                            second, "'" + first.name() + "', before it, applies whenever this one would", first));
                    break;
                }
            }
        }
        return problems;
    }

    private static Problem problem(Rule late, String why, Rule early) {
        return new Problem(
                "rules[" + late.index() + "].name",
                1,
                1,
                "this rule can never decide: " + why,
                "move it before '" + early.name() + "', narrow that one's condition, or remove this one");
    }
}
