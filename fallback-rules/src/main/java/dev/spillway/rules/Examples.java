package dev.spillway.rules;

import dev.spillway.expressions.Problem;
import dev.spillway.rules.source.ExampleSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the examples of a rule set show: whether it does what they say, and which rules none of them reaches.
 *
 * @param count how many there are
 * @param problems where the rules contradict an example; never any in a set that compiled
 * @param unreached the rules that decide no example, and the default where it decides none
 */
public record Examples(int count, List<Problem> problems, List<String> unreached) {
    public Examples {
        problems = List.copyOf(problems);
        unreached = List.copyOf(unreached);
    }

    static Examples of(RuleSet set, List<ExampleSource> written) {
        List<Problem> problems = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>(set.names());
        if (set.hasDefault()) {
            left.add(Decision.DEFAULT);
        }
        Set<String> names = new LinkedHashSet<>(left);
        names.add(Decision.NONE);
        for (int i = 0; i < written.size(); i++) {
            String path = "examples[" + i + "].expect";
            ExampleSource example = written.get(i);
            if (!names.contains(example.rule())) {
                problems.add(new Problem(
                        path + ".rule",
                        1,
                        1,
                        "there is no rule '" + example.rule() + "'",
                        Terms.meant(example.rule(), names)));
                continue;
            }
            Situation situation =
                    new Situation(example.request(), example.branches(), example.outcome(), example.unsure());
            Decision decision = set.decide(situation);
            left.remove(decision.rule());
            if (!decision.rule().equals(example.rule())) {
                problems.add(otherRule(set, situation, example.rule(), decision, path));
            } else if (example.answer() != null && decision instanceof Decision.Made made) {
                differences(example.answer(), made.answer(), path + ".answer", problems);
            }
        }
        return new Examples(written.size(), problems, List.copyOf(left));
    }

    private static Problem otherRule(
            RuleSet set, Situation situation, String expected, Decision decision, String path) {
        String instead = switch (decision) {
            case Decision.None _ -> "no rule decides";
            case Decision.Made made -> "'" + made.rule() + "' decides: " + made.explanation();
        };
        String why = set.verdict(expected, situation)
                .map(verdict -> switch (verdict.kind()) {
                    case DECIDES -> "'" + expected + "' would apply as well, but is asked later";
                    case DOES_NOT_APPLY -> "'" + expected + "' does not apply: " + verdict.why();
                    case CANNOT_BE_EVALUATED -> "'" + expected + "' can't be evaluated: " + verdict.why();
                    case NOT_REACHED -> "";
                })
                .orElse("a rule comes before");
        return new Problem(
                path + ".rule",
                1,
                1,
                "this example expects '" + expected + "', but " + instead,
                why + "; correct the rules or the example");
    }

    private static void differences(
            Map<String, @Nullable Object> expected,
            Map<String, @Nullable Object> actual,
            String path,
            List<Problem> problems) {
        Set<String> fields = new LinkedHashSet<>(expected.keySet());
        fields.addAll(actual.keySet());
        for (String field : fields) {
            boolean wanted = expected.containsKey(field);
            if (!wanted || !actual.containsKey(field)) {
                problems.add(new Problem(
                        wanted ? path + "." + field : path,
                        1,
                        1,
                        wanted
                                ? "the answer has no '" + field + "', which this example expects"
                                : "the answer also has '" + field + "', " + Words.shown(actual.get(field))
                                        + ", which this example does not mention",
                        "correct the rule's answer or the example"));
            } else if (!same(expected.get(field), actual.get(field))) {
                problems.add(new Problem(
                        path + "." + field,
                        1,
                        1,
                        "this example expects " + Words.shown(expected.get(field)) + ", but the answer says "
                                + Words.shown(actual.get(field)),
                        "correct the rule's answer or the example"));
            }
        }
    }

    /** Whether two plain values are equal; numbers by their value, whatever their type. */
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        return switch (one) {
            case Number left
            when other instanceof Number right -> left.equals(right) || left.doubleValue() == right.doubleValue();
            case Map<?, ?> left
            when other instanceof Map<?, ?> right ->
                left.keySet().equals(right.keySet())
                        && left.keySet().stream().allMatch(key -> same(left.get(key), right.get(key)));
            case List<?> left
            when other instanceof List<?> right -> {
                boolean equal = left.size() == right.size();
                for (int i = 0; equal && i < left.size(); i++) {
                    equal = same(left.get(i), right.get(i));
                }
                yield equal;
            }
            case null, default -> Objects.equals(one, other);
        };
    }
}
