package dev.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.testing.Seeds;
import dev.spillway.expressions.Condition;
import dev.spillway.expressions.EvaluationFailure;
import dev.spillway.expressions.Language;
import dev.spillway.expressions.Meter;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.RuleSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every rule set in every situation, by seeds. */
class RuleSetPropertyTest {
    private static final int SETS = 300;
    private static final int SITUATIONS = 60;

    @Test
    void theIndexDecidesAsAskingEachRuleDoesAndAlwaysAlike() {
        int[] made = new int[2];
        Seeds.check(SETS, random -> {
            RandomRules rules = new RandomRules(random);
            RuleSet set = rules.set().set();
            for (int i = 0; i < SITUATIONS; i++) {
                Situation situation = rules.situation();
                Decision decision = set.decide(situation);
                assertThat(decision).as("%s", situation).isEqualTo(set.decideNaively(situation));
                assertThat(set.decide(situation)).isEqualTo(decision);
                made[decision.rule().equals(Decision.DEFAULT) ? 1 : 0]++;
            }
        });
        assertThat(made[0]).as("decisions by a rule").isGreaterThan(SETS * SITUATIONS / 3);
        assertThat(made[1]).as("decisions by default").isPositive();
    }

    @Test
    void theFirstRuleWhoseConditionHoldsDecides() {
        Language language =
                new Language(Set.of("request", "outcome", "answer", "row", "intent", "shipment"), RuleCompiler.LIMITS);
        Seeds.check(SETS, random -> {
            RandomRules rules = new RandomRules(random);
            RandomRules.Drawn drawn = rules.set();
            List<RuleSource> order = new ArrayList<>(drawn.source().rules());
            if (drawn.source().match() == Match.PRIORITY) {
                order.sort(Comparator.comparingInt(RuleSource::priority).reversed());
            }
            for (int i = 0; i < SITUATIONS; i++) {
                Situation situation = rules.situation();
                Decision decision = drawn.set().decide(situation);
                List<String> over = decision.passed().stream().map(Passed::rule).toList();
                for (RuleSource rule : order) {
                    if (rule.name().equals(decision.rule())) {
                        assertThat(holds(language, rule, situation)).isEqualTo("true");
                        break;
                    }
                    if (over.contains(rule.name())) {
                        continue;
                    }
                    assertThat(rule.table() != null ? "a row does not match" : holds(language, rule, situation))
                            .as("%s in %s", rule.when(), situation)
                            .isNotEqualTo("true");
                }
            }
        });
    }

    private static String holds(Language language, RuleSource rule, Situation situation) {
        if (rule.when() == null) {
            return "true";
        }
        Condition condition = language.condition(rule.when()).orThrow();
        try {
            return String.valueOf(condition.holds(new Bound(situation, Map.of(), Map.of(), Meter.ofRun())));
        } catch (EvaluationFailure failure) {
            return "fails";
        }
    }

    @Test
    void anExplanationNamesTheRuleThatDecides() {
        Seeds.check(60, random -> {
            RandomRules rules = new RandomRules(random);
            RuleSet set = rules.set().set();
            for (int i = 0; i < 5; i++) {
                Situation situation = rules.situation();
                Decision decision = set.decide(situation);
                List<Verdict> verdicts = set.explain(situation);
                assertThat(verdicts).extracting(Verdict::rule).isEqualTo(set.names());
                assertThat(verdicts.stream()
                                .filter(verdict -> verdict.kind() == Verdict.Kind.DECIDES)
                                .map(Verdict::rule)
                                .toList())
                        .isEqualTo(decision.rule().equals(Decision.DEFAULT) ? List.of() : List.of(decision.rule()));
                assertThat(verdicts.stream()
                                .filter(verdict -> verdict.kind() == Verdict.Kind.CANNOT_BE_EVALUATED)
                                .map(Verdict::rule)
                                .toList())
                        .isEqualTo(decision.passed().stream().map(Passed::rule).toList());
            }
        });
    }
}
