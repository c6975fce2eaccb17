package dev.spillway.rules;

import dev.spillway.expressions.Compilation;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Meter;
import dev.spillway.rules.source.RuleSetSource;
import dev.spillway.rules.source.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A compiled rule set: decides by the first of its rules, in their order, that applies.
 *
 * <p>Deciding is a pure function of the situation, and bounded: each expression has its limits, and there are {@value
 * RuleCompiler#RULES_MOST} rules at most. A rule that has no value for a situation, since it reads what is not there or of
 * another type, is passed over: it never hides the rules behind it, and the decision names it. Immutable; shared by all event
 * loops.
 */
public final class RuleSet {
    private final String name;
    private final String version;
    private final String owner;
    private final Map<String, Map<String, @Nullable Object>> lookups;
    private final List<Rule> rules;
    private final @Nullable Conclusion otherwise;
    private final RuleIndex index;
    private final Explainer explainer;
    private final Examples examples;

    RuleSet(RuleSetSource source, List<Rule> rules, @Nullable Conclusion otherwise, Explainer explainer) {
        this.name = source.name();
        this.version = source.version();
        this.owner = source.owner();
        this.lookups = Map.copyOf(source.lookups());
        this.rules = List.copyOf(rules);
        this.otherwise = otherwise;
        this.index = new RuleIndex(this.rules);
        this.explainer = explainer;
        this.examples = Examples.of(this, source.examples());
    }

    /** Compiles a rule set and checks its examples, or says everything that is wrong with it. */
    public static Compilation<RuleSet> compile(RuleSetSource source, Vocabulary vocabulary) {
        return new RuleCompiler(source, vocabulary).compile();
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    public String owner() {
        return owner;
    }

    /** The names of its rules, in the order in which they are asked. */
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /** Whether it says something where no rule applies. */
    public boolean hasDefault() {
        return otherwise != null;
    }

    /** What its examples show. */
    public Examples examples() {
        return examples;
    }

    /** Decides. Never throws; safe on event loops. */
    public Decision decide(Situation situation) {
        Bound bound = bound(situation);
        List<Passed> passed = new ArrayList<>(0);
        long[] candidates = index.candidates(bound);
        for (int word = 0; word < candidates.length; word++) {
            for (long left = candidates[word]; left != 0; left &= left - 1) {
                Rule rule = rules.get(word * Long.SIZE + Long.numberOfTrailingZeros(left));
                Decision.Made made = ask(rule, bound, Rule.Search.INDEXED, passed);
                if (made != null) {
                    return made;
                }
                if (bound.meter().isSpent()) {
                    return new Decision.None(
                            passed); // what was not asked might have decided: the default would be wrong
                }
            }
        }
        return byDefault(bound, passed);
    }

    /** Decides by asking every rule and every row in turn: what {@link #decide} has to agree with. */
    public Decision decideNaively(Situation situation) {
        Bound bound = bound(situation);
        List<Passed> passed = new ArrayList<>(0);
        for (Rule rule : rules) {
            Decision.Made made = ask(rule, bound, Rule.Search.NAIVE, passed);
            if (made != null) {
                return made;
            }
            if (bound.meter().isSpent()) {
                return new Decision.None(passed);
            }
        }
        return byDefault(bound, passed);
    }

    private static Decision.@Nullable Made ask(Rule rule, Bound bound, Rule.Search search, List<Passed> passed) {
        try {
            return rule.decide(bound, search, passed);
        } catch (EvaluationFailure failure) {
            passed.add(new Passed(rule.name(), failure.getMessage()));
            return null;
        }
    }

    private Decision byDefault(Bound bound, List<Passed> passed) {
        if (otherwise == null) {
            return new Decision.None(passed);
        }
        try {
            return otherwise.decide(Decision.DEFAULT, 0, bound, passed);
        } catch (EvaluationFailure failure) {
            passed.add(new Passed(Decision.DEFAULT, failure.getMessage()));
            return new Decision.None(passed);
        }
    }

    /** What becomes of each rule in a situation, in the order in which they are asked. Not on an event loop: it compiles. */
    public List<Verdict> explain(Situation situation) {
        return explainer.verdicts(rules, bound(situation));
    }

    /** What would become of one rule if it were asked; empty where there is none of that name. */
    Optional<Verdict> verdict(String rule, Situation situation) {
        return rules.stream()
                .filter(one -> one.name().equals(rule))
                .findFirst()
                .map(one -> explainer.verdict(one, bound(situation)));
    }

    private Bound bound(Situation situation) {
        return new Bound(situation, lookups, Map.of(), Meter.ofRun());
    }
}
