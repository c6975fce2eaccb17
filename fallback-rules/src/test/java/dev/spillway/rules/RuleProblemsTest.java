package dev.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.rules.source.FieldType;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is wrong with a rule set is found when it is compiled. */
class RuleProblemsTest {
    @Test
    void aRuleBehindOneThatAppliesAlwaysIsUnreachable() {
        assertThat(Written.set()
                        .rule("all", null)
                        .rule("late", "request.days > 3")
                        .wrong())
                .containsExactly("rules[1].name: this rule can never decide: 'all', before it, applies always");
        assertThat(Written.set()
                        .rule("all", "true")
                        .rule("late", "request.days > 3")
                        .wrong())
                .hasSize(1);
        assertThat(Written.set()
                        .table("t", null, Map.of("a", "request.a"), List.of(Map.of("a", "*", "team", "x")))
                        .rule("late", "request.days > 3")
                        .wrong())
                .containsExactly("rules[1].name: this rule can never decide: 't', before it, applies always");
    }

    @Test
    void aRuleIsShadowedByAnEqualOrWiderConditionBeforeIt() {
        String shadowed = "rules[1].name: this rule can never decide: 'a', before it, applies whenever this one would";
        assertThat(shadows("request.days > 3", "request.days   >  3")).containsExactly(shadowed);
        assertThat(shadows("request.days > 3", "request.days > 5")).containsExactly(shadowed);
        assertThat(shadows("request.days >= 3", "request.days == 3 && request.vip"))
                .containsExactly(shadowed);
        assertThat(shadows("request.a in ['x', 'y']", "request.a == 'y'")).containsExactly(shadowed);
        assertThat(shadows("request.a != 'x'", "request.a == 'y'")).containsExactly(shadowed);
        assertThat(shadows("request.b && request.a == 'x'", "request.a == 'x' && request.c && request.b"))
                .containsExactly(shadowed);
        assertThat(shadows("request.?days.orValue(0) > 3", "request.days > 5")).containsExactly(shadowed);

        assertThat(shadows("request.days > 5", "request.days > 3")).isEmpty();
        assertThat(shadows("request.days > 3", "request.?days.orValue(9) > 5")).isEmpty();
        assertThat(shadows("request.a == 'x'", "request.b == 'x'")).isEmpty();
        assertThat(shadows("request.a == 'x' && request.b", "request.a == 'x'")).isEmpty();
        assertThat(shadows("request.a == '5'", "request.a == 5")).isEmpty();
    }

    private static List<String> shadows(String early, String late) {
        return Written.set().rule("a", early).rule("b", late).wrong();
    }

    @Test
    void priorityDecidesWhatIsBehindWhat() {
        assertThat(Written.set()
                        .match(Match.PRIORITY)
                        .rule("all", null, 1)
                        .rule("late", "request.days > 3", 2)
                        .wrong())
                .isEmpty();
        assertThat(Written.set()
                        .match(Match.PRIORITY)
                        .rule("late", "request.days > 3", 1)
                        .rule("all", null, 2)
                        .wrong())
                .containsExactly("rules[0].name: this rule can never decide: 'all', before it, applies always");
        assertThat(Written.set().rule("late", "request.days > 3", 1).wrong())
                .containsExactly(
                        "rules[0].priority: a priority has no effect where the first rule that applies decides");
    }

    @Test
    void aConditionThatContradictsItselfIsNamed() {
        assertThat(Written.set()
                        .rule("a", "request.days > 5 && request.days < 3")
                        .wrong())
                .containsExactly("rules[0].when: this can never be true together with what stands before it");
        assertThat(Written.set()
                        .rule("a", "request.a == 'x' && request.a == 'y'")
                        .wrong())
                .hasSize(1);
        assertThat(Written.set().rule("a", "false").wrong()).containsExactly("rules[0].when: this is never true");
    }

    @Test
    void fieldsAndTypesAreThoseOfTheRoute() {
        Vocabulary vocabulary = new Vocabulary(
                Map.of("order", FieldType.TEXT, "days", FieldType.NUMBER, "vip", FieldType.TRUTH),
                Set.of("intent", "shipment"));
        assertThat(Written.set()
                        .rule("a", "request.ordr == 'x'")
                        .rule("b", "has(request.dys)")
                        .rule("c", "request.order == 3")
                        .rule("d", "request.days == '3'")
                        .rule("e", "request.days.startsWith('3')")
                        .rule("f", "request.vip == 'yes'")
                        .rule("g", null, Map.of("x", "for ${request.odrer}"))
                        .table(
                                "h",
                                null,
                                Map.of("d", "request.days", "o", "request.order"),
                                List.of(Map.of("d", "many", "o", "> 5", "team", "x")))
                        .wrong(vocabulary))
                .containsExactlyInAnyOrder(
                        "rules[0].when: the request has no field 'ordr'",
                        "rules[1].when: the request has no field 'dys'",
                        "rules[2].when: request.order is a text, and never compares with 3",
                        "rules[3].when: request.days is a number, and never compares with '3'",
                        "rules[4].when: request.days is a number, and never compares with '3'",
                        "rules[5].when: request.vip is true or false, and never compares with 'yes'",
                        "rules[6].answer.x: the request has no field 'odrer'",
                        "rules[7].table.rows[0].d: this never matches: the field is a number",
                        "rules[7].table.rows[0].o: this never matches: the field is a text");
    }

    @Test
    void branchesMustExistAndMayBeMissing() {
        assertThat(Written.set().rule("a", "request.x").wrong(new Vocabulary(null, Set.of("intent", "shipping"))))
                .containsExactly("branches[1]: the route's flow has no branch 'shipment'");
        assertThat(Written.set().rule("a", "intent.label == 'x'").wrong())
                .containsExactly("rules[0].when: 'intent' may not be there: rules run when answers are missing");
        assertThat(Written.set()
                        .rule("a", "request.x == 'x'", Map.of("label", "${intent.label}"))
                        .wrong())
                .containsExactly(
                        "rules[0].answer.label: 'intent' may not be there: rules run when answers are missing");
        assertThat(Written.set()
                        .rule("a", "has(intent.label) && intent.label == 'x'", Map.of("label", "${intent.label}"))
                        .wrong())
                .isEmpty();
    }

    @Test
    void whatFellThroughIsReadByItsOwnWords() {
        assertThat(Written.set()
                        .rule("a", "outcome.kind == 'fialed'")
                        .rule("b", "outcome.why in ['timed-out', 'timeout']")
                        .rule("c", "outcome.reason == 'x'")
                        .rule("d", "outcome.confidence < 0.5")
                        .wrong())
                .containsExactly(
                        "rules[0].when: outcome.kind is never 'fialed'",
                        "rules[1].when: outcome.why is never 'timeout'",
                        "rules[2].when: an outcome has no field 'reason'",
                        "rules[3].when: an outcome has a confidence only where an answer was unsure");
    }

    @Test
    void anAnswerThatLooksLikeAReadIsAsked() {
        assertThat(Written.set()
                        .rule("a", null, Map.of("x", "intent.label", "y", "e.g. this", "z", "intent"))
                        .wrong())
                .containsExactly(
                        "rules[0].answer.x: this answers with the text 'intent.label' itself, not with what it stands"
                                + " for");
    }

    @Test
    void aComparisonWithNullSaysWhatToWrite() {
        assertThat(Written.set()
                        .rule("r", "request.tier != null && request.days > 3")
                        .wrong())
                .containsExactly(
                        "rules[0].when: a field that is null is missing for rules, so that request.tier is never null");
    }

    @Test
    void tablesAreCheckedCellByCell() {
        assertThat(Written.set()
                        .table(
                                "t",
                                null,
                                Map.of("days", "request.days", "kind", "request.kind"),
                                List.of(
                                        Map.of("days", "> many", "kind", "a", "team", "x"),
                                        Map.of("days", "9..3", "kind", "a |", "team", "x"),
                                        Map.of("days", "1", "knd", "a", "team", "x"),
                                        Map.of("days", "1", "kind", "b")))
                        .wrong())
                .containsExactlyInAnyOrder(
                        "rules[0].table.rows[2].knd: the table has no column 'knd'",
                        "rules[0].table.rows[0].days: '> many' does not compare with a number",
                        "rules[0].table.rows[1].days: no number lies in '9..3': it goes from the larger to the smaller",
                        "rules[0].table.rows[1].kind: between two | there is nothing",
                        "rules[0].table.rows[3]: this row has no 'team'");
        assertThat(Written.set()
                        .table(
                                "t",
                                null,
                                Map.of("days", "request.days"),
                                List.of(Map.of("days", ">= 3", "team", "x"), Map.of("days", "5..7", "team", "y")))
                        .wrong())
                .containsExactly("rules[0].table.rows[1]: row 2 can never match: row 1 matches whenever it would");
    }

    @Test
    void aTextInAColumnOfNumbersIsMeantOnlyInQuotes() {
        assertThat(Written.set()
                        .table(
                                "t",
                                null,
                                Map.of("days", "shipment.?days.orValue(0)"),
                                List.of(
                                        Map.of("days", "many", "team", "x"),
                                        Map.of("days", "'unknown'", "team", "y"),
                                        Map.of("days", "1 | != few", "team", "z"),
                                        Map.of("days", "> 3", "team", "x"),
                                        Map.of("days", "", "team", "x")))
                        .wrong())
                .contains(
                        "rules[0].table.rows[0].days: 'many' is a text in a column that row 4 compares with a number",
                        "rules[0].table.rows[2].days: '!= few' is a text in a column that row 4 compares with a"
                                + " number");
    }

    @Test
    void aSetSaysWhatHappensWhereNoRuleApplies() {
        assertThat(Written.set().withoutAnEnd().rule("a", "request.x").wrong())
                .containsExactly("default: nothing says what happens where no rule applies");
    }

    @Test
    void namesAreUniqueAndFree() {
        assertThat(Written.set()
                        .rule("a", "request.x")
                        .rule("a", "request.y")
                        .rule("default", "request.z")
                        .lookup("intent", Map.of())
                        .wrong())
                .containsExactly(
                        "lookups.intent: 'intent' has a meaning already",
                        "rules[1].name: two rules are called 'a'",
                        "rules[2].name: 'default' is what is said where no rule decided");
    }

    @Test
    void aSetThatContradictsItsExamplesDoesNotCompile() {
        Written set = Written.set()
                .rule("urgent", "request.days > 10")
                .rule("late", "request.days > 3", Map.of("team", "returns", "days", "${request.days}"))
                .example(Written.request(Map.of("days", 12L)), "late", null)
                .example(Written.request(Map.of("days", 5L)), "late", Map.of("team", "refunds", "days", 5.0))
                .example(Written.request(Map.of("days", 5L)), "urgent", null)
                .example(Written.request(Map.of("days", 1L)), "lte", null)
                .example(Written.request(Map.of("days", 1L)), "none", null);
        assertThat(set.problems())
                .extracting(problem -> problem.path() + ": " + problem.message() + " | " + problem.suggestion())
                .containsExactly(
                        "examples[0].expect.rule: this example expects 'late', but 'urgent' decides: because"
                                + " | 'late' would apply as well, but is asked later; correct the rules or the example",
                        "examples[1].expect.answer.team: this example expects 'refunds', but the answer says 'returns'"
                                + " | correct the rule's answer or the example",
                        "examples[2].expect.rule: this example expects 'urgent', but 'late' decides: because"
                                + " | 'urgent' does not apply: request.days is 5, and not more than 10;"
                                + " correct the rules or the example",
                        "examples[3].expect.rule: there is no rule 'lte' | did you mean 'late'?");
    }

    @Test
    void rulesThatNoExampleReachesAreKnown() {
        RuleSet set = Written.set()
                .rule("urgent", "request.days > 10")
                .rule("late", "request.days > 3")
                .byDefault(Written.team("desk"))
                .example(Written.request(Map.of("days", 12L)), "urgent", Map.of("team", "urgent"))
                .compiled();
        assertThat(set.examples().unreached()).containsExactly("late", "default");
        assertThat(set.examples().count()).isEqualTo(1);
    }

    @Test
    void positionsInTextsOfSeveralLinesAreThoseOfTheText() {
        assertThat(Written.set()
                        .rule("a", null, Map.of("x", "one ${request.a}\ntwo ${request.b + } three"))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(2);
                    assertThat(problem.column()).isGreaterThan(6);
                });
    }
}
