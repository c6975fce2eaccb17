package dev.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.Call;
import dev.spillway.core.Confidence;
import dev.spillway.core.Entry;
import dev.spillway.core.Failure;
import dev.spillway.core.FollowUp;
import dev.spillway.core.Layer;
import dev.spillway.core.Outcome;
import dev.spillway.core.Partial;
import dev.spillway.core.Payload;
import dev.spillway.core.Quality;
import dev.spillway.core.Refusal;
import dev.spillway.core.Source;
import dev.spillway.core.Step;
import dev.spillway.core.layer.OrElse;
import dev.spillway.core.testing.Calls;
import dev.spillway.core.testing.ScriptedStep;
import dev.spillway.core.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
    private final VirtualTime time = new VirtualTime();
    private final Call call = Calls.on(time).input(Map.of("days", 5L)).call(Duration.ofSeconds(1));

    private final RuleSet set = Written.set()
            .then("late", "request.days > 3", FollowUp.Kind.PERSON, "${request.days} days late")
            .rule("known", "intent.?label.orValue('') == 'refund'")
            .compiled();
    private final RuleCounts counts = new RuleCounts(set);
    private final Rules rules = Rules.counting("rules", set, counts);

    private Outcome behind(ScriptedStep inner, Call asked) {
        Step step = Layer.stack(List.of(new OrElse(rules)), inner);
        return step.run(asked).result();
    }

    private Call asking(Map<String, Object> input) {
        return Calls.on(time).input(Map.copyOf(input)).call(Duration.ofSeconds(1));
    }

    @Test
    void aRuleStandsInForAFlowThatFailed() {
        Outcome outcome = behind(new ScriptedStep(time).refuses(Refusal.CIRCUIT_OPEN), call);
        assertThat(outcome)
                .isEqualTo(new Outcome.Answer(
                        new Payload.Whole(Map.of("team", "late")),
                        Confidence.of(0.7),
                        Quality.DEGRADED,
                        new Source.Rule("triage", "3", "late", "5 days late"),
                        new FollowUp.Wanted(FollowUp.Kind.PERSON, "5 days late")));
        assertThat(counts.decided()).containsEntry("late", 1L).containsEntry("none", 0L);
    }

    @Test
    void theJournalSaysWhichRuleDecidedAndWhy() {
        behind(new ScriptedStep(time).refuses(Refusal.OVERLOADED), call);
        assertThat(call.journal().entries())
                .filteredOn(entry -> entry.kind() == Entry.Kind.RULES)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.status()).isEqualTo(Entry.Status.ANSWERED);
                    assertThat(entry.quality()).isEqualTo(Quality.DEGRADED);
                    assertThat(entry.source()).isEqualTo(new Source.Rule("triage", "3", "late", "5 days late"));
                });
    }

    @Test
    void whereNoRuleAppliesWhatFellThroughIsPassedOn() {
        Call asked = asking(Map.of("days", 1L));
        Outcome outcome = behind(new ScriptedStep(time).refuses(Refusal.OVERLOADED), asked);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(asked.journal().entries().getLast().status()).isEqualTo(Entry.Status.SKIPPED);
        assertThat(asked.journal().entries().getLast().reason()).isEqualTo("no-rule");
        assertThat(counts.decided()).containsEntry("none", 1L);
    }

    @Test
    void whatABranchAnsweredIsReadFromThePartialResult() {
        Partial partial = new Partial(Map.of("intent", Map.of("label", "refund")));
        Outcome fallen = new Outcome.Failed(Failure.TIMED_OUT, "too late", partial);
        Outcome outcome = rules.after(fallen).run(asking(Map.of("days", 1L))).result();
        assertThat(outcome).isInstanceOf(Outcome.Answer.class);
        assertThat(((Outcome.Answer) outcome).source()).extracting("rule").isEqualTo("known");
    }

    @Test
    void rulesThatCouldNotBeEvaluatedAreCounted() {
        rules.after(Outcome.Failed.because(Failure.TIMED_OUT, ""))
                .run(asking(Map.of("days", "many")))
                .result();
        assertThat(counts.passed()).containsEntry("late", 1L).containsEntry("known", 0L);
        assertThat(counts.asked()).isEqualTo(1);
    }

    @Test
    void aloneTheyAnswerInFull() {
        RuleSet whole = Written.set()
                .rule("late", "request.days > 3 && outcome.kind == 'none'")
                .byDefault(Written.team("desk"))
                .compiled();
        Step alone = Rules.counting("rules", whole, new RuleCounts(whole)).alone();
        assertThat(alone.run(call).result()).isInstanceOfSatisfying(Outcome.Answer.class, answer -> {
            assertThat(answer.quality()).isEqualTo(Quality.FULL);
            assertThat(answer.source()).extracting("rule").isEqualTo("late");
        });
        assertThatThrownBy(rules::alone).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDefaultWithoutAValueFailsWhereRulesAreAlone() {
        RuleSet whole = Written.set().byDefault(Written.team("${request.team}")).compiled();
        Step alone = Rules.counting("rules", whole, new RuleCounts(whole)).alone();
        assertThat(alone.run(call).result())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).isEqualTo(Failure.REJECTED));
    }
}
