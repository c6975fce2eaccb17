package dev.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Confidence;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.rules.source.ConclusionSource;
import dev.spillway.rules.source.Match;
import dev.spillway.rules.source.RuleSource;
import dev.spillway.rules.source.TableSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleSetTest {
    private static Map<String, @Nullable Object> answer(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Made.class);
        return ((Decision.Made) decision).answer();
    }

    @Test
    void theFirstRuleThatAppliesDecides() {
        RuleSet set = Written.set()
                .rule("large", "request.days > 10")
                .rule("late", "request.days > 3")
                .compiled();
        assertThat(set.decide(Written.request(Map.of("days", 12L))).rule()).isEqualTo("large");
        assertThat(set.decide(Written.request(Map.of("days", 5.0))).rule()).isEqualTo("late");
        assertThat(set.decide(Written.request(Map.of("days", 1L)))).isInstanceOf(Decision.None.class);
    }

    @Test
    void theHighestPriorityDecidesAndOfEqualOnesTheFirst() {
        RuleSet set = Written.set()
                .match(Match.PRIORITY)
                .rule("late", "request.days > 3", 1)
                .rule("large", "request.days > 10", 5)
                .rule("even", "request.even == true", 1)
                .rule("also", "request.extra == true", 5)
                .compiled();
        assertThat(set.names()).containsExactly("large", "also", "late", "even");
        assertThat(set.decide(Written.request(Map.of("days", 12L, "extra", true)))
                        .rule())
                .isEqualTo("large");
        assertThat(set.decide(Written.request(Map.of("days", 4L, "extra", true)))
                        .rule())
                .isEqualTo("also");
    }

    @Test
    void textsStandForThemselvesAndExpressionsForTheirValues() {
        RuleSet set = Written.set()
                .rule(
                        "late",
                        "has(shipment.daysLate)",
                        Map.of(
                                "team", "refunds",
                                "days", "${shipment.daysLate}",
                                "message", "Order ${request.order} is ${shipment.daysLate} days late",
                                "tags", List.of("late", "${request.order}"),
                                "price", "$${5}",
                                "limit", 3L))
                .compiled();
        Situation situation = Written.with(Map.of("order", "AB-1"), Map.of("shipment", Map.of("daysLate", 4L)));
        assertThat(answer(set.decide(situation)))
                .containsOnly(
                        Map.entry("team", "refunds"),
                        Map.entry("days", 4L),
                        Map.entry("message", "Order AB-1 is 4 days late"),
                        Map.entry("tags", List.of("late", "AB-1")),
                        Map.entry("price", "${5}"),
                        Map.entry("limit", 3L));
    }

    @Test
    void aRuleThatCannotBeEvaluatedIsPassedOverAndNamed() {
        RuleSet set = Written.set()
                .rule("broken", "request.days > 3")
                .rule("unanswerable", null, Map.of("team", "${request.team}"))
                .byDefault(Written.team("desk"))
                .compiled();
        Decision decision = set.decide(Written.request(Map.of("days", "many")));
        assertThat(decision.rule()).isEqualTo("default");
        assertThat(decision.passed()).extracting(Passed::rule).containsExactly("broken", "unanswerable");
        assertThat(((Decision.Made) decision).explanation())
                .isEqualTo("because [could not be evaluated: broken, unanswerable]");
        assertThat(decision).isEqualTo(set.decideNaively(Written.request(Map.of("days", "many"))));
    }

    @Test
    void aDefaultWithoutAValueIsNoDecision() {
        RuleSet set = Written.set().byDefault(Written.team("${request.team}")).compiled();
        Decision decision = set.decide(Written.request(Map.of()));
        assertThat(decision).isInstanceOf(Decision.None.class);
        assertThat(decision.passed()).extracting(Passed::rule).containsExactly("default");
    }

    @Test
    void rulesReadWhatFellThroughAndWhatBranchesAnswered() {
        RuleSet set = Written.set()
                .rule(
                        "unsure",
                        "outcome.kind == 'unsure' && outcome.?confidence.orValue(1.0) < 0.5",
                        Map.of("team", "${answer.?team.orValue('desk')}"))
                .rule("shed", "outcome.why == 'overloaded'")
                .rule("known", "intent.?label.orValue('') == 'refund'")
                .rule("late", "outcome.kind == 'failed' && outcome.why in ['timed-out', 'throttled']")
                .compiled();
        Outcome unsure = new Outcome.Answer(
                new Payload.Whole(Map.of("team", "sales")),
                Confidence.of(0.4),
                Quality.FULL,
                new Source.Backend("b", "", "", 0),
                FollowUp.none());
        assertThat(answer(set.decide(Situation.of(Map.of(), unsure)))).containsEntry("team", "sales");
        assertThat(set.decide(Situation.of(Map.of(), Outcome.Refused.because(Refusal.OVERLOADED, "")))
                        .rule())
                .isEqualTo("shed");
        Partial partial = new Partial(Map.of("intent", Map.of("label", "refund")));
        assertThat(set.decide(Situation.of(Map.of(), new Outcome.Failed(Failure.TIMED_OUT, "", partial)))
                        .rule())
                .isEqualTo("known");
        assertThat(set.decide(Situation.of(Map.of(), Outcome.Failed.because(Failure.THROTTLED, "")))
                        .rule())
                .isEqualTo("late");
    }

    @Test
    void lookupsAreReadLikeMaps() {
        RuleSet set = Written.set()
                .lookup("teams", Map.of("refund", "billing"))
                .rule("known", "request.intent in teams", Map.of("team", "${teams[request.intent]}"))
                .rule("other", null, Map.of("team", "${teams[?request.intent].orValue('desk')}"))
                .compiled();
        assertThat(answer(set.decide(Written.request(Map.of("intent", "refund")))))
                .containsEntry("team", "billing");
        assertThat(answer(set.decide(Written.request(Map.of("intent", "praise")))))
                .containsEntry("team", "desk");
    }

    @Test
    void theFirstRowThatMatchesDecidesAndItsResultsAreTheAnswer() {
        RuleSet set = Written.set()
                .table(
                        "severity",
                        null,
                        Map.of("days", "shipment.daysLate", "intent", "intent.label"),
                        List.of(
                                Map.of("days", "> 10", "intent", "", "level", "high"),
                                Map.of("days", "3..10", "intent", "refund | claim", "level", "high"),
                                Map.of("days", "3..10", "intent", "*", "level", "normal")))
                .byDefault(new ConclusionSource(Map.of("level", "low"), null, "nothing is known", null))
                .compiled();
        assertThat(answer(set.decide(Written.with(Map.of(), Map.of("shipment", Map.of("daysLate", 12L))))))
                .isEqualTo(Map.of("level", "high"));
        Decision claim = set.decide(Written.with(
                Map.of(), Map.of("shipment", Map.of("daysLate", 3.0), "intent", Map.of("label", "claim"))));
        assertThat(claim)
                .asInstanceOf(InstanceOfAssertFactories.type(Decision.Made.class))
                .satisfies(made -> {
                    assertThat(made.row()).isEqualTo(2);
                    assertThat(made.explanation()).isEqualTo("by the table (row 2)");
                    assertThat(made.answer()).isEqualTo(Map.of("level", "high"));
                });
        assertThat(set.decide(Written.request(Map.of())).rule()).isEqualTo("default");
    }

    @Test
    void whatATableConcludesMayReadItsRow() {
        RuleSet set = Written.set()
                .rule(new RuleSource(
                        "by-table",
                        null,
                        0,
                        new TableSource(
                                Map.of("intent", "request.intent"),
                                List.of(Map.of("intent", "refund", "team", "billing", "why", "money"))),
                        new ConclusionSource(
                                Map.of("queue", "${row.team}-1"), 0.9, "since it is about ${row.why}", null)))
                .compiled();
        Decision decision = set.decide(Written.request(Map.of("intent", "refund")));
        assertThat(answer(decision)).isEqualTo(Map.of("queue", "billing-1"));
        assertThat(((Decision.Made) decision).explanation()).isEqualTo("since it is about money (row 1)");
    }

    @Test
    void aWantedFollowUpCarriesTheExplanation() {
        RuleSet set = Written.set()
                .then(
                        "claim",
                        "request.value > 100",
                        FollowUp.Kind.PERSON,
                        "a claim of ${request.value} is for a person")
                .compiled();
        Decision decision = set.decide(Written.request(Map.of("value", 250L)));
        assertThat(((Decision.Made) decision).followUp())
                .isEqualTo(new FollowUp.Wanted(FollowUp.Kind.PERSON, "a claim of 250 is for a person"));
    }

    @Test
    void anExplanationWithoutAValueDoesNotWithholdTheAnswer() {
        RuleSet set = Written.set()
                .then("late", null, FollowUp.Kind.BETTER, "order ${request.order} is late")
                .compiled();
        assertThat(((Decision.Made) set.decide(Written.request(Map.of()))).explanation())
                .isEqualTo("order ${request.order} is late");
    }

    @Test
    void aFieldThatIsNullIsMissing() {
        Map<String, @Nullable Object> address = new LinkedHashMap<>();
        address.put("city", "Ulm");
        address.put("zip", null);
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("tier", null);
        request.put("address", address);
        RuleSet set = Written.set()
                .rule("has", "has(request.tier)")
                .rule("deep", "has(request.address.zip)")
                .rule("gold", "request.?tier.orValue('standard') == 'gold'")
                .rule(
                        "standard",
                        "request.?tier.orValue('standard') == 'standard'",
                        Map.of("tier", "${request.?tier.orValue('standard')}", "address", "${request.address}"))
                .compiled();
        Decision made = set.decide(Written.request(request));
        assertThat(made.rule()).isEqualTo("standard");
        assertThat(answer(made))
                .as("what is only handed on goes out as it came in")
                .containsEntry("tier", "standard")
                .containsEntry("address", address);
        assertThat(set.decideNaively(Written.request(request))).isEqualTo(made);
        assertThat(set.explain(Written.request(request)))
                .extracting(Verdict::why)
                .contains("request.tier is null, and not 'gold'");
    }

    @Test
    void aTableTakesNullForMissing() {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("tier", null);
        RuleSet set = Written.set()
                .table(
                        "t",
                        null,
                        Map.of("tier", "request.tier"),
                        List.of(Map.of("tier", "!= gold", "team", "x"), Map.of("tier", "", "team", "y")))
                .compiled();
        assertThat(answer(set.decide(Written.request(request)))).containsEntry("team", "y");
        assertThat(answer(set.decide(Written.request(Map.of())))).containsEntry("team", "y");
    }

    @Test
    void everyRuleIsExplained() {
        RuleSet set = Written.set()
                .lookup("teams", Map.of("refund", "billing"))
                .rule("large", "has(request.order) && request.days > 10")
                .rule("other", "request.days > 3 && request.intent.startsWith('re') && request.vip")
                .table("t", null, Map.of("days", "request.days"), List.of(Map.of("days", "7", "team", "x")))
                .rule("numeric", "request.intent > 3")
                .rule("yes", "request.days == 5 || request.vip")
                .rule("later", "request.days == 6")
                .compiled();
        assertThat(set.explain(Written.request(Map.of("days", 5L, "intent", "refund", "vip", false, "order", "x"))))
                .extracting(verdict -> verdict.rule() + " " + verdict.kind() + " " + verdict.why())
                .containsExactly(
                        "large DOES_NOT_APPLY request.days is 5, and not more than 10",
                        "other DOES_NOT_APPLY request.vip is not true",
                        "t DOES_NOT_APPLY no row matches: days is 5",
                        "numeric CANNOT_BE_EVALUATED 'request.intent > 3': '>' can't be applied to values of these"
                                + " types",
                        "yes DECIDES because",
                        "later NOT_REACHED ");
    }
}
